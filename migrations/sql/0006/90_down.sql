DROP FUNCTION sec.told_to_time(uuid), sec.told(uuid);
