-- Whoever may not know of a case links to none and rests on none: a watcher who is not on its list, too.
CREATE OR REPLACE FUNCTION visible(in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$ SELECT sec.sees(in_case) $$;

CREATE OR REPLACE FUNCTION sees_case(in_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$ SELECT sec.sees(in_case) $$;

CREATE OR REPLACE FUNCTION topic_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT is_consultation(NEW.case_id) THEN PERFORM refuse('not_in_procedure'); END IF;
  IF gone_out_or_withdrawn(NEW.case_id) THEN PERFORM refuse('case_has_ended'); END IF;
  CASE TG_TABLE_NAME
    WHEN 'topic' THEN
      IF NOT speaks_for(NEW.person, NEW.office, NEW.agency, NEW.at) THEN PERFORM refuse('not_coordinator'); END IF;
    WHEN 'topic_link' THEN
      IF NOT EXISTS (SELECT FROM topic t WHERE t.id = NEW.topic AND t.case_id = NEW.case_id AND t.person = NEW.person) THEN
        PERFORM refuse('no_such_topic');
      END IF;
      -- A case that is hidden from the person is not there to be linked.
      IF NOT sec.sees(NEW.linked) THEN
        RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
      END IF;
    ELSE
      IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
      IF NOT EXISTS (SELECT FROM topic t WHERE t.id = NEW.topic AND t.case_id = NEW.case_id) THEN
        PERFORM refuse('no_such_topic');
      END IF;
  END CASE;
  RETURN NEW;
END $$;
