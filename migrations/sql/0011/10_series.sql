---------------------------------------------------------------- series, as editions of a directive define them
-- A series has one row for ever, which carries the head of its own chain; what it is, each edition says anew.
CREATE TABLE series (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  directive text NOT NULL,
  code text NOT NULL CONSTRAINT series_code_form CHECK (code ~ '^[A-Z][A-Z0-9-]{0,19}$'),
  ledger_seq integer NOT NULL DEFAULT 0,
  ledger_head bytea NOT NULL DEFAULT '\x',
  last_at timestamptz NOT NULL DEFAULT '-infinity',
  CONSTRAINT series_once UNIQUE (directive, code)
);

CREATE TABLE series_edition (
  edition_id uuid NOT NULL REFERENCES directive_edition,
  series uuid NOT NULL REFERENCES series,
  mandate text NOT NULL,
  title text NOT NULL,
  level smallint NOT NULL CONSTRAINT series_level CHECK (level BETWEEN 0 AND 3),
  us_side text[] NOT NULL,
  counterparts text[] NOT NULL,
  rank text NOT NULL,
  place text NOT NULL,
  meets_at time NOT NULL,
  meets_in text NOT NULL,
  opens jsonb NOT NULL,
  opens_at time NOT NULL,
  zone text NOT NULL,
  opens_days_before integer NOT NULL,
  overlap text NOT NULL CONSTRAINT series_overlap CHECK (overlap IN ('skip', 'buffer_one', 'buffer_all', 'allow_all')),
  catch_up_days integer NOT NULL,
  jitter_seconds integer NOT NULL,
  communique boolean NOT NULL,
  high_level boolean NOT NULL,
  reasoning text NOT NULL,
  confidence text NOT NULL,
  PRIMARY KEY (edition_id, series),
  CONSTRAINT series_mandate FOREIGN KEY (edition_id, mandate) REFERENCES mandate (edition_id, code)
);
COMMENT ON COLUMN series_edition.opens IS '[{months, weekday (1 Monday), ordinal} or {months, days}], on the clock of zone at opens_at';

ALTER TABLE mandate ADD COLUMN high_level boolean NOT NULL DEFAULT false;

-- The edition in force of a series: the directive's newest, if the series is in it.
CREATE FUNCTION series_in_force(of_series uuid) RETURNS series_edition
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT x.* FROM series_edition x JOIN series s ON s.id = x.series JOIN directive_edition e ON e.id = x.edition_id
   WHERE x.series = of_series
     AND e.edition = (SELECT max(d.edition) FROM directive_edition d WHERE d.directive = s.directive)
$$;

-- Whether the calendar has an opening at that instant, on its own zone's clock.
CREATE FUNCTION is_opening(x series_edition, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT (moment AT TIME ZONE x.zone)::time = x.opens_at AND EXISTS (
    SELECT FROM jsonb_array_elements(x.opens) e
     WHERE e -> 'months' @> to_jsonb(extract(month FROM moment AT TIME ZONE x.zone)::integer)
       AND CASE WHEN e ->> 'weekday' IS NULL THEN e -> 'days' @> to_jsonb(extract(day FROM moment AT TIME ZONE x.zone)::integer)
           ELSE extract(isodow FROM moment AT TIME ZONE x.zone) = (e ->> 'weekday')::integer
            AND ceil(extract(day FROM moment AT TIME ZONE x.zone) / 7.0) = (e ->> 'ordinal')::integer END)
$$;

---------------------------------------------------------------- what people do to a series, and the cycles it opens
CREATE TABLE series_act (
  id uuid PRIMARY KEY,
  series uuid NOT NULL REFERENCES series,
  act text NOT NULL CONSTRAINT series_act_word CHECK (act IN ('pause', 'resume', 'plan', 'skip', 'move')),
  opens_at timestamptz,
  moved_to timestamptz,
  meeting_at timestamptz,
  reason text NOT NULL CONSTRAINT series_act_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT series_act_form CHECK ((act IN ('plan', 'skip', 'move')) = (opens_at IS NOT NULL)
    AND (act = 'move') = (moved_to IS NOT NULL) AND (meeting_at IS NULL OR act IN ('plan', 'move')))
);
CREATE INDEX series_act_series ON series_act (series, at);

-- A cycle that has been opened: by time at its scheduled moment, or by somebody. Its id follows from series and moment.
CREATE TABLE cycle (
  id uuid PRIMARY KEY,
  series uuid NOT NULL REFERENCES series,
  edition_id uuid NOT NULL,
  opens_at timestamptz NOT NULL,
  meeting_at timestamptz NOT NULL CONSTRAINT cycle_meets_later CHECK (meeting_at > opens_at),
  cause text NOT NULL CONSTRAINT cycle_cause CHECK (cause IN ('time', 'person')),
  reason text,
  person uuid REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT cycle_once UNIQUE (series, opens_at),
  CONSTRAINT cycle_series FOREIGN KEY (edition_id, series) REFERENCES series_edition (edition_id, series),
  CONSTRAINT cycle_by CHECK ((person IS NULL) = (cause = 'time') AND (reason IS NULL) = (cause = 'time')),
  CONSTRAINT cycle_not_before_its_time CHECK (at >= opens_at)
);

-- The chain of a series, as that of a case (docs/ledger.md): every act on it and every cycle opened.
CREATE TABLE series_ledger (
  series uuid NOT NULL CONSTRAINT series_ledger_series REFERENCES series,
  seq integer NOT NULL,
  at timestamptz NOT NULL,
  actor uuid,
  kind text NOT NULL,
  fact_id text NOT NULL,
  body text NOT NULL,
  prev bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (series, seq)
);
CREATE UNIQUE INDEX series_ledger_fact ON series_ledger (kind, fact_id);

-- A series hidden from the person is answered like one that is not there, and its row is not waited for.
CREATE FUNCTION record_series_fact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET timezone = 'UTC' SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  who sec.context%ROWTYPE;
  s record;
  kept text;
  chained bytea;
BEGIN
  SELECT * INTO who FROM sec.context WHERE xid = pg_current_xact_id_if_assigned();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no_context' USING ERRCODE = 'OV001';
  END IF;
  SELECT ledger_seq + 1 AS seq, ledger_head AS head, greatest(sec.now(), last_at + interval '1 microsecond') AS at
    INTO s FROM series WHERE id = NEW.series
     AND (who.is_time OR EXISTS (SELECT FROM series_edition x WHERE x.series = series.id AND x.level <= who.level))
     FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no_such_case' USING ERRCODE = 'OV004';
  END IF;
  NEW.at := s.at;
  NEW.person := who.person;
  kept := ledger_body(to_jsonb(NEW), ARRAY['reason']);
  chained := ledger_hash(s.head, NEW.series, s.seq, s.at, who.person, TG_TABLE_NAME, kept);
  INSERT INTO series_ledger VALUES
    (NEW.series, s.seq, s.at, who.person, TG_TABLE_NAME, NEW.id::text, kept, s.head, chained);
  UPDATE series SET ledger_seq = s.seq, ledger_head = chained, last_at = s.at WHERE id = NEW.series;
  RETURN NEW;
END $$;
CREATE TRIGGER a_record BEFORE INSERT ON series_act FOR EACH ROW EXECUTE FUNCTION record_series_fact();
CREATE TRIGGER a_record BEFORE INSERT ON cycle FOR EACH ROW EXECUTE FUNCTION record_series_fact();

---------------------------------------------------------------- what the engine has to be told, and what it was told last
CREATE TABLE series_wake (
  series uuid PRIMARY KEY REFERENCES series,
  n bigint NOT NULL DEFAULT 1,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);

-- How the schedule stood in the engine when the worker last looked: not a fact, and never asked by any rule.
CREATE TABLE series_applied (
  series uuid PRIMARY KEY REFERENCES series,
  applied_at timestamptz NOT NULL,
  paused boolean NOT NULL,
  paused_there boolean NOT NULL,
  coming timestamptz[] NOT NULL
);
COMMENT ON COLUMN series_applied.paused_there IS 'paused by an operator of the engine, not by an act here';

CREATE FUNCTION wake_series() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  INSERT INTO series_wake (series) VALUES (NEW.series)
    ON CONFLICT (series) DO UPDATE SET n = series_wake.n + 1, at = clock_timestamp();
  PERFORM pg_notify('wake', NEW.series::text);
  RETURN NULL;
END $$;
CREATE TRIGGER wake_on_act AFTER INSERT ON series_act FOR EACH ROW EXECUTE FUNCTION wake_series();
CREATE TRIGGER wake_on_cycle AFTER INSERT ON cycle FOR EACH ROW EXECUTE FUNCTION wake_series();
CREATE TRIGGER wake_on_edition AFTER INSERT ON series_edition FOR EACH ROW EXECUTE FUNCTION wake_series();

-- A series that a new edition leaves out has to be looked at too: its schedule is paused.
CREATE FUNCTION wake_all_series() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
BEGIN
  INSERT INTO series_wake (series) SELECT id FROM series WHERE directive = NEW.directive
    ON CONFLICT (series) DO UPDATE SET n = series_wake.n + 1, at = clock_timestamp();
  PERFORM pg_notify('wake', NEW.directive);
  RETURN NULL;
END $$;
CREATE TRIGGER wake_series AFTER INSERT ON directive_edition FOR EACH ROW EXECUTE FUNCTION wake_all_series();
