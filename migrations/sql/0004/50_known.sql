-- The words that are known: each position and each released text, whole and by paragraph, so that a paper found anywhere can
-- be told for what it is. Written by the database itself, so that none is forgotten.

-- The same words however they are spaced.
CREATE FUNCTION exact_form(given text) RETURNS bytea LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(convert_to(regexp_replace(btrim(given, E' \n'), '\s+', ' ', 'g'), 'UTF8'))
$$;

-- A sketch of a text: of its runs of three words, hashed, the least in each of 32 classes. Texts share as large a part of
-- their sketches as they share of such runs (MinHash with one permutation). A key tells its class by its last bits.
CREATE FUNCTION sketch(given text) RETURNS bigint[] LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(least_of_class), '{}') FROM (
    SELECT min(h) AS least_of_class FROM (
      SELECT ('x' || left(encode(sha256(convert_to(concat_ws(' ', w, lead(w) OVER o, lead(w, 2) OVER o), 'UTF8')), 'hex'), 15))
               ::bit(60)::bigint AS h, row_number() OVER o AS place, count(*) OVER () AS words
        FROM regexp_split_to_table(btrim(regexp_replace(lower(given), '[^[:alnum:]]+', ' ', 'g')), ' ') WITH ORDINALITY s (w, n)
      WINDOW o AS (ORDER BY n)) run
     WHERE place <= greatest(words - 2, 1)
     GROUP BY h & 31) class
$$;

CREATE TABLE known_text (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  position uuid REFERENCES position,
  of_case uuid REFERENCES release (case_id),
  paragraph integer,
  part text,
  level smallint NOT NULL,
  access text[] NOT NULL,
  exact bytea NOT NULL,
  CONSTRAINT known_text_of_one CHECK (num_nonnulls(position, of_case) = 1)
);
CREATE INDEX known_text_exact ON known_text (exact, id);

CREATE TABLE known_key (
  key bigint NOT NULL,
  text_id bigint NOT NULL REFERENCES known_text,
  PRIMARY KEY (key, text_id)
);

CREATE FUNCTION know(of_position uuid, in_case uuid, at_paragraph integer, of_part text, at_level smallint, for_access text[],
  words text) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH added AS (INSERT INTO known_text (position, of_case, paragraph, part, level, access, exact)
    VALUES (of_position, in_case, at_paragraph, of_part, at_level, for_access, exact_form(words)) RETURNING id)
  INSERT INTO known_key SELECT k, added.id FROM added, unnest(sketch(words)) k
$$;

-- A position: what may be said of it as one text, and each paragraph of each part. The whole is as high as its highest part.
CREATE FUNCTION know_position(of_position uuid) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM know(of_position, NULL, NULL, NULL, max(level), '{}', string_agg(text, ' ' ORDER BY paragraph))
     FROM position_part WHERE position = of_position AND part IN ('bottom_line', 'talking_points');
  PERFORM know(of_position, NULL, paragraph, part, level, access, text)
     FROM position_part WHERE position = of_position;
END $$;

CREATE FUNCTION know_release(in_case uuid, of_version integer) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  case_level smallint := (SELECT level FROM case_file WHERE id = in_case);
BEGIN
  PERFORM know(NULL, in_case, NULL, NULL, case_level, '{}', string_agg(text, ' ' ORDER BY number))
     FROM marks_of(in_case, of_version);
  PERFORM know(NULL, in_case, number, NULL, case_level, '{}', text) FROM marks_of(in_case, of_version);
END $$;

CREATE FUNCTION know_what_went_out() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM know_release(NEW.case_id, NEW.version);
  RETURN NULL;
END $$;
CREATE TRIGGER known AFTER INSERT ON release FOR EACH ROW EXECUTE FUNCTION know_what_went_out();
SELECT know_release(case_id, version) FROM release;
