-- A hold ends within 180 days of its placing, extensions included.
CREATE FUNCTION hold_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NEW.until > NEW.at + interval '180 days' THEN PERFORM refuse('until_out_of_range'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_gate BEFORE INSERT ON hold FOR EACH ROW EXECUTE FUNCTION hold_second_gate();

-- It is extended in time, at most twice.
CREATE FUNCTION hold_extension_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  placed timestamptz;
  ends timestamptz;
  times integer;
BEGIN
  SELECT h.at, greatest(h.until, max(x.until)), count(x.*) INTO placed, ends, times
    FROM hold h LEFT JOIN hold_extension x ON x.hold = h.id WHERE h.id = NEW.hold GROUP BY h.id;
  IF EXISTS (SELECT FROM hold_end e WHERE e.hold = NEW.hold) OR NEW.at >= ends THEN PERFORM refuse('hold_already_ended'); END IF;
  IF times >= 2 THEN PERFORM refuse('extensions_used_up'); END IF;
  IF NEW.until <= ends OR NEW.until > placed + interval '180 days' THEN PERFORM refuse('until_out_of_range'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_gate BEFORE INSERT ON hold_extension FOR EACH ROW EXECUTE FUNCTION hold_extension_second_gate();

-- What a response is carried over to says, in every paragraph that concerns the agency, what it answered to: by its policy to
-- the letter, or but for case, punctuation and spacing. It is carried over at circulation, by whoever circulates.
CREATE FUNCTION says_the_same(in_case uuid, from_version integer, to_version integer, for_agency text, by_policy text)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH paragraph AS MATERIALIZED (
    SELECT v.version, p.value ->> 'marking' AS marking, v.equities -> (p.place::integer - 1) AS equities,
           CASE by_policy WHEN 'administrative_changes'
             THEN btrim(lower(regexp_replace(p.value ->> 'text', '[^[:alnum:]_]+', ' ', 'g')))
             ELSE p.value ->> 'text' END AS words
      FROM text_version v, jsonb_array_elements(convert_from(v.canonical, 'UTF8')::jsonb -> 'paragraphs')
        WITH ORDINALITY p (value, place)
     WHERE v.case_id = in_case AND v.version IN (from_version, to_version))
  SELECT by_policy = 'always' OR NOT EXISTS (SELECT FROM paragraph p
    WHERE (jsonb_array_length(p.equities) = 0 OR p.equities ? for_agency
        OR NOT EXISTS (SELECT FROM paragraph q WHERE q.equities ? for_agency))
      AND NOT EXISTS (SELECT FROM paragraph o WHERE o.version <> p.version AND (o.marking, o.words) = (p.marking, p.words)))
$$;
CREATE FUNCTION carry_over_second_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) THEN PERFORM refuse('not_action_office'); END IF;
  IF NOT EXISTS (SELECT FROM clearance_round r WHERE r.case_id = NEW.case_id
      AND (r.round, r.version, r.digest) = (NEW.round, NEW.version, NEW.digest)) THEN
    PERFORM refuse('not_the_current_text');
  END IF;
  IF NOT says_the_same(NEW.case_id, NEW.from_version, NEW.version, NEW.agency, NEW.policy) THEN
    PERFORM refuse('nothing_to_carry_over');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_gate BEFORE INSERT ON carry_over FOR EACH ROW EXECUTE FUNCTION carry_over_second_gate();
REVOKE ALL ON FUNCTION hold_second_gate(), hold_extension_second_gate(), says_the_same(uuid, integer, integer, text, text),
  carry_over_second_gate() FROM PUBLIC;
