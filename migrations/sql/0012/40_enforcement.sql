---------------------------------------------------------------- the enforcement case's own steps
CREATE FUNCTION enforcement_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  submitted timestamptz;
  over timestamptz;
BEGIN
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF c.procedure <> 'enforcement' THEN RETURN NEW; END IF;
  IF NEW.name = 'lead_named' AND NEW.agency NOT IN ('commerce', 'treasury', 'justice') THEN
    PERFORM refuse('not_deconflicting');
  END IF;
  IF NEW.name = 'deconflicted' AND (SELECT count(*) FROM (SELECT DISTINCT ON (m.agency) m.agency, m.outcome FROM milestone m
      WHERE m.case_id = NEW.case_id AND m.name = 'lead_named' ORDER BY m.agency, m.at DESC) named
      WHERE named.outcome = NEW.outcome) < 3 THEN
    PERFORM refuse('no_agreed_lead');
  END IF;
  IF NEW.name = 'sanitised' AND NEW.outcome = 'releasable' AND releasable_tear_line(NEW.case_id) IS NULL THEN
    PERFORM refuse('no_tear_line');
  END IF;
  IF NEW.name = 'demarche_made' AND NEW.outcome = 'delivered' AND NOT EXISTS (SELECT FROM case_file k
      JOIN milestone m ON m.case_id = k.id AND m.name = 'delivered'
      WHERE k.parent = NEW.case_id AND k.procedure = 'demarche') THEN
    PERFORM refuse('demarche_not_delivered');
  END IF;
  IF NEW.name = 'measures_taken' AND NEW.outcome = 'denial_order' AND NEW.detail ->> 'reference' IS NULL THEN
    PERFORM refuse('order_not_named');
  END IF;
  IF NEW.name IN ('detriment_determined', 'multilateral_decided') THEN
    SELECT m.happened_at INTO submitted FROM milestone m WHERE m.case_id = NEW.case_id AND m.name = 'multilateral_submitted'
      ORDER BY m.at DESC LIMIT 1;
    over := ((submitted AT TIME ZONE 'America/New_York')::date + 61)::timestamp AT TIME ZONE 'America/New_York';
    IF NOT EXISTS (SELECT FROM milestone m WHERE m.case_id = NEW.case_id AND m.name = 'detriment_determined')
       AND (CASE NEW.name WHEN 'detriment_determined' THEN NEW.at ELSE NEW.happened_at END) >= over THEN
      PERFORM refuse('wait_is_over');
    END IF;
  END IF;
  RETURN NEW;
END $$;

-- The marks and words of a text's paragraphs; a mark as its level.
CREATE FUNCTION portions(canonical bytea) RETURNS TABLE (level integer, words text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT array_position(ARRAY['U', 'C', 'S', 'TS'], p ->> 'marking') - 1, p ->> 'text'
    FROM jsonb_array_elements(convert_from(canonical, 'UTF8')::jsonb -> 'paragraphs') p
$$;

-- A portion's sentences, in small letters; those of four words and more, which nobody writes twice by chance.
CREATE FUNCTION sentences(words text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT s FROM regexp_split_to_table(lower(words), '(?<=[.!?]) ') s WHERE array_length(string_to_array(s, ' '), 1) >= 4
$$;

-- Whether words take a sentence from a case's text that stands there only in portions marked above that level.
CREATE FUNCTION takes_from_above(in_case uuid, words bytea, above smallint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH theirs AS (SELECT p.level, sentences(p.words) AS said FROM text_version v, portions(v.canonical) p WHERE v.case_id = in_case)
  SELECT EXISTS (SELECT FROM portions(words) p, sentences(p.words) said
    WHERE said IN (SELECT t.said FROM theirs t WHERE t.level > above)
      AND said NOT IN (SELECT t.said FROM theirs t WHERE t.level <= above))
$$;

-- The latest tear-line that its owner has found releasable.
CREATE FUNCTION releasable_tear_line(in_case uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT t.id FROM tear_line t WHERE t.case_id = in_case AND (SELECT r.outcome FROM tear_line_review r
    WHERE r.tear_line = t.id ORDER BY r.at DESC LIMIT 1) = 'releasable' ORDER BY t.number DESC LIMIT 1
$$;
CREATE TRIGGER c_enforcement BEFORE INSERT ON milestone FOR EACH ROW EXECUTE FUNCTION enforcement_gate();

CREATE FUNCTION of_enforcement(in_case uuid) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM withdrawal w WHERE w.case_id = in_case) OR EXISTS (SELECT FROM recall b WHERE b.case_id = in_case)
     OR EXISTS (SELECT FROM milestone m WHERE m.case_id = in_case AND m.name = 'lessons_recorded') THEN
    PERFORM refuse('case_has_ended');
  END IF;
  IF NOT EXISTS (SELECT FROM case_file c WHERE c.id = in_case AND c.procedure = 'enforcement') THEN PERFORM refuse('not_in_procedure'); END IF;
END $$;

-- A source is sealed by the action office or by an agency's coordinator; whose it is, is under the seal.
CREATE FUNCTION source_seal_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  PERFORM of_enforcement(NEW.case_id);
  IF NOT EXISTS (SELECT FROM agency a WHERE a.code = NEW.sealed ->> 'owner') THEN PERFORM refuse('unknown_agency'); END IF;
  IF NOT of_action_office(NEW.person, NEW.office, NEW.case_id, NEW.at) AND NOT EXISTS (SELECT FROM office o JOIN case_file c
      ON c.id = NEW.case_id AND o.agency = ANY (c.access) WHERE o.code = NEW.office
      AND appointed(NEW.person, NEW.office, o.agency, 'coordinator', NEW.at)) THEN
    PERFORM refuse('not_action_office');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON source_seal FOR EACH ROW EXECUTE FUNCTION source_seal_gate();

-- A tear-line is the owner's: marked below its case, with nothing in it that the finding has above that mark only.
CREATE FUNCTION tear_line_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
BEGIN
  PERFORM of_enforcement(NEW.case_id);
  SELECT * INTO c FROM case_file WHERE id = NEW.case_id;
  IF NOT NEW.owner = ANY (c.access) OR NOT appointed(NEW.person, NEW.office, NEW.owner, 'coordinator', NEW.at) THEN
    PERFORM refuse('not_coordinator');
  END IF;
  IF NEW.level >= c.level OR EXISTS (SELECT FROM portions(NEW.canonical) p WHERE p.level IS NULL OR p.level > NEW.level) THEN
    PERFORM refuse('not_below_the_case');
  END IF;
  IF takes_from_above(NEW.case_id, NEW.canonical, NEW.level) THEN PERFORM refuse('above_the_tear_line'); END IF;
  IF NEW.number <> 1 + (SELECT count(*) FROM tear_line t WHERE t.case_id = NEW.case_id) THEN PERFORM refuse('version_out_of_order'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON tear_line FOR EACH ROW EXECUTE FUNCTION tear_line_gate();

CREATE FUNCTION tear_line_review_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  t tear_line%ROWTYPE;
BEGIN
  PERFORM of_enforcement(NEW.case_id);
  SELECT * INTO t FROM tear_line WHERE id = NEW.tear_line AND case_id = NEW.case_id;
  IF NOT FOUND THEN PERFORM refuse('no_such_tear_line'); END IF;
  IF NOT appointed(NEW.person, NEW.office, t.owner, 'coordinator', NEW.at) THEN PERFORM refuse('not_coordinator'); END IF;
  IF NEW.person = t.person THEN PERFORM refuse('duties_separated'); END IF;
  IF NEW.outcome = 'releasable' AND takes_from_above(NEW.case_id, t.canonical, t.level) THEN PERFORM refuse('above_the_tear_line'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_gate BEFORE INSERT ON tear_line_review FOR EACH ROW EXECUTE FUNCTION tear_line_review_gate();

-- A demarche under an enforcement case says what the tear-line says: it is marked no higher, quotes a portion of it, and
-- takes nothing from above it.
CREATE FUNCTION told_below_the_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
  t tear_line%ROWTYPE;
  said bytea;
BEGIN
  SELECT k.* INTO c FROM case_file k JOIN case_file p ON p.id = k.parent AND p.procedure = 'enforcement'
    WHERE k.id = NEW.case_id AND k.procedure = 'demarche';
  IF NOT FOUND THEN RETURN NEW; END IF;
  SELECT * INTO t FROM tear_line WHERE id = releasable_tear_line(c.parent);
  IF NOT FOUND THEN PERFORM refuse('no_tear_line'); END IF;
  SELECT v.canonical INTO said FROM text_version v WHERE v.case_id = NEW.case_id AND v.version = NEW.version;
  IF c.level > t.level OR takes_from_above(c.parent, said, t.level) THEN PERFORM refuse('above_the_tear_line'); END IF;
  IF NOT EXISTS (SELECT FROM portions(said) p JOIN portions(t.canonical) l ON lower(l.words) = lower(p.words)) THEN
    PERFORM refuse('not_on_the_tear_line');
  END IF;
  RETURN NEW;
END $$;
-- No draft of it takes from the finding what is marked above the demarche itself.
CREATE FUNCTION drafted_below() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  c case_file%ROWTYPE;
BEGIN
  SELECT k.* INTO c FROM case_file k JOIN case_file p ON p.id = k.parent AND p.procedure = 'enforcement'
    WHERE k.id = NEW.case_id AND k.procedure = 'demarche';
  IF FOUND AND takes_from_above(c.parent, NEW.canonical, c.level) THEN PERFORM refuse('above_the_tear_line'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_tear_line BEFORE INSERT ON text_version FOR EACH ROW EXECUTE FUNCTION drafted_below();
CREATE TRIGGER c_tear_line BEFORE INSERT ON clearance_round FOR EACH ROW EXECUTE FUNCTION told_below_the_line();
CREATE TRIGGER c_tear_line BEFORE INSERT ON release FOR EACH ROW EXECUTE FUNCTION told_below_the_line();
