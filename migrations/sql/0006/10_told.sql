-- A case's facts, read as what its ledger tells: one range of one index, however many kinds of fact there are.
-- Both answer a JSON array of [kind, fact] in the order of the ledger, without the opening; null: nothing to tell you.

-- To a person: every entry, if they may see the case. Asked once a case; the policy on the ledger asks once a row.
CREATE FUNCTION sec.told(of_case uuid) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  who sec.context%ROWTYPE;
BEGIN
  SELECT * INTO who FROM sec.context WHERE xid = pg_current_xact_id_if_assigned();
  IF NOT FOUND OR who.is_time THEN RETURN NULL; END IF;
  PERFORM FROM public.case_file
    WHERE id = of_case AND level <= who.level AND (who.watches OR access && who.agencies);
  IF NOT FOUND THEN RETURN NULL; END IF;
  RETURN (SELECT '[' || coalesce(string_agg('["' || l.kind || '",' || l.body || ']', ',' ORDER BY l.seq), '') || ']'
            FROM public.ledger l WHERE l.case_id = of_case AND l.seq > 1);
END $$;

-- To time: of each entry the columns that are granted to time in the fact's own table. No words stand in a ledger,
-- but hashes of words do, and a short text can be guessed from its hash.
CREATE FUNCTION sec.told_to_time(of_case uuid) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM sec.context WHERE xid = pg_current_xact_id_if_assigned() AND is_time) THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT jsonb_agg(jsonb_build_array(l.kind, coalesce(
            (SELECT jsonb_object_agg(k.key, k.value) FROM jsonb_each(l.body::jsonb) k
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = k.key::name
              WHERE has_column_privilege('onevoice_worker', c.oid, a.attnum, 'SELECT')), '{}')) ORDER BY l.seq)
            FROM public.ledger l JOIN pg_class c ON c.relnamespace = 'public'::regnamespace AND c.relname = l.kind::name
           WHERE l.case_id = of_case AND l.seq > 1);
END $$;

REVOKE ALL ON FUNCTION sec.told(uuid), sec.told_to_time(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.told(uuid) TO onevoice_app;
GRANT EXECUTE ON FUNCTION sec.told_to_time(uuid) TO onevoice_worker;
