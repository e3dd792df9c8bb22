-- The register of positions of record, and the facts by which a position comes into force, is cited and ends.

---------------------------------------------------------------- what the directive itself asserts
-- A mandate's guardrails as figures and polarities; mandate PRE is the preamble, which limits every text.
CREATE TABLE guardrail_limit (
  edition_id uuid NOT NULL REFERENCES directive_edition,
  mandate text NOT NULL,
  ordinal integer NOT NULL,
  level smallint NOT NULL CONSTRAINT guardrail_limit_level CHECK (level BETWEEN 0 AND 3),
  issue text,
  counterpart text,
  guardrail text NOT NULL,
  statement jsonb NOT NULL,
  audience text CONSTRAINT guardrail_limit_audience CHECK (audience IN ('private', 'public')),
  PRIMARY KEY (edition_id, mandate, ordinal)
);

---------------------------------------------------------------- the voices
-- One row for each issue, counterpart and audience. Whatever changes a position, and whatever goes out or is cited on the
-- strength of one, bumps its row: so the two conflict at every isolation level.
CREATE TABLE position_key (
  issue text NOT NULL,
  counterpart text NOT NULL,
  audience text NOT NULL CONSTRAINT position_key_audience CHECK (audience IN ('private', 'public')),
  n bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (issue, counterpart, audience)
) WITH (fillfactor = 50);

CREATE FUNCTION voices_of_mandate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- Directives are loaded one at a time, under a lock of their own.
  INSERT INTO position_key (issue, counterpart, audience)
    SELECT NEW.issue, NEW.counterpart, a FROM unnest(ARRAY['private', 'public']) a
     WHERE NOT EXISTS (SELECT FROM position_key k
       WHERE (k.issue, k.counterpart, k.audience) = (NEW.issue, NEW.counterpart, a));
  RETURN NULL;
END $$;
CREATE TRIGGER voices AFTER INSERT ON mandate FOR EACH ROW EXECUTE FUNCTION voices_of_mandate();
INSERT INTO position_key (issue, counterpart, audience)
  SELECT DISTINCT m.issue, m.counterpart, a FROM mandate m CROSS JOIN unnest(ARRAY['private', 'public']) a;

---------------------------------------------------------------- what a version rests on and asserts
CREATE TABLE assertion (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL,
  version integer NOT NULL,
  ordinal integer NOT NULL,
  paragraph integer,
  issue text NOT NULL,
  statement jsonb NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT assertion_once UNIQUE (case_id, version, ordinal),
  CONSTRAINT assertion_version FOREIGN KEY (case_id, version) REFERENCES text_version (case_id, version)
);
CREATE INDEX assertion_issue ON assertion (issue);

-- How a version's paragraphs would make a position: declared before the version is circulated, so that it is cleared with it.
CREATE TABLE position_draft (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT position_draft_id UNIQUE,
  case_id uuid NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  audience text NOT NULL CONSTRAINT position_draft_audience CHECK (audience IN ('private', 'public')),
  bottom_line integer[] NOT NULL CONSTRAINT position_draft_bottom_line CHECK (cardinality(bottom_line) > 0),
  talking_points integer[] NOT NULL,
  fallback integer[] NOT NULL,
  do_not_say integer[] NOT NULL,
  access text[],
  fallback_access text[] NOT NULL,
  supersedes uuid,
  until timestamptz,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, version),
  CONSTRAINT position_draft_fallback CHECK ((cardinality(fallback) = 0) = (cardinality(fallback_access) = 0)),
  CONSTRAINT position_draft_text FOREIGN KEY (case_id, version, digest)
    REFERENCES text_version (case_id, version, digest)
);

-- The act by which a cleared and approved text becomes the position of record.
CREATE TABLE adoption (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  supersedes uuid,
  in_force_from timestamptz NOT NULL,
  known_from timestamptz NOT NULL,
  until timestamptz,
  issue text NOT NULL,
  counterpart text NOT NULL,
  audience text NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT adoption_once UNIQUE (case_id, version),
  CONSTRAINT adoption_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest)
);

CREATE TABLE retirement (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  position uuid NOT NULL CONSTRAINT retirement_once UNIQUE,
  reason text NOT NULL CONSTRAINT retirement_reason CHECK (reason <> ''),
  known_from timestamptz NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX retirement_case ON retirement (case_id);

---------------------------------------------------------------- the register, which follows from adoptions and retirements
-- Its rows say nothing of the case that they came from: a position may be read by people who may not know of that.
CREATE TABLE position (
  id uuid PRIMARY KEY,
  issue text NOT NULL,
  counterpart text NOT NULL,
  audience text NOT NULL,
  level smallint NOT NULL,
  access text[] NOT NULL,
  until timestamptz,
  supersedes uuid REFERENCES position,
  action_agency text NOT NULL,
  adopted_at timestamptz NOT NULL,
  CONSTRAINT position_voice FOREIGN KEY (issue, counterpart, audience)
    REFERENCES position_key (issue, counterpart, audience)
);
CREATE INDEX position_by_issue ON position (issue, counterpart, audience, adopted_at);
CREATE INDEX position_supersedes ON position (supersedes);
ALTER TABLE adoption ADD CONSTRAINT adoption_of_another FOREIGN KEY (supersedes) REFERENCES position;
ALTER TABLE position_draft ADD CONSTRAINT position_draft_of_another FOREIGN KEY (supersedes) REFERENCES position;

-- That a position was ended without another in its place, for whoever may read the position; why, is in its case.
CREATE TABLE position_retired (
  position uuid PRIMARY KEY REFERENCES position,
  notice uuid NOT NULL,
  at timestamptz NOT NULL
);

CREATE TABLE position_part (
  position uuid NOT NULL REFERENCES position,
  part text NOT NULL
    CONSTRAINT position_part_name CHECK (part IN ('bottom_line', 'talking_points', 'fallback', 'do_not_say')),
  ordinal integer NOT NULL,
  paragraph integer NOT NULL,
  level smallint NOT NULL,
  access text[] NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (position, part, ordinal)
);

CREATE TABLE position_assertion (
  position uuid NOT NULL REFERENCES position,
  ordinal integer NOT NULL,
  part text,
  level smallint NOT NULL,
  access text[] NOT NULL,
  issue text NOT NULL,
  statement jsonb NOT NULL,
  PRIMARY KEY (position, ordinal)
);
CREATE INDEX position_assertion_issue ON position_assertion (issue);

-- Two axes of time: when it is in force, and between which instants that is what we know. What is known now allows one
-- voice: a second one fails here, whoever inserts it and at whatever isolation level.
CREATE TABLE position_period (
  position uuid NOT NULL REFERENCES position,
  issue text NOT NULL,
  counterpart text NOT NULL,
  audience text NOT NULL,
  valid tstzrange NOT NULL CONSTRAINT position_period_valid CHECK (NOT isempty(valid) AND lower_inc(valid)),
  known tstzrange NOT NULL CONSTRAINT position_period_known CHECK (NOT isempty(known) AND lower_inc(known)),
  CONSTRAINT one_voice EXCLUDE USING gist (issue WITH =, counterpart WITH =, audience WITH =, valid WITH &&)
    WHERE (upper_inf(known))
);
CREATE INDEX position_period_position ON position_period (position);
CREATE INDEX position_period_voice ON position_period (issue, counterpart, audience);

CREATE TABLE cite (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT cite_id UNIQUE,
  case_id uuid NOT NULL,
  version integer NOT NULL,
  position uuid NOT NULL REFERENCES position,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, version, position),
  CONSTRAINT cite_version FOREIGN KEY (case_id, version) REFERENCES text_version (case_id, version)
);
CREATE INDEX cite_position ON cite (position);

-- An agency that must clear says of a released text, which rested on a position that ended, that it stands on the new one.
CREATE TABLE reaffirmation (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT reaffirmation_id UNIQUE,
  case_id uuid NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  agency text NOT NULL REFERENCES agency,
  position uuid NOT NULL REFERENCES position,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, agency, position),
  CONSTRAINT reaffirmation_text FOREIGN KEY (case_id, version, digest)
    REFERENCES text_version (case_id, version, digest)
);

---------------------------------------------------------------- contradictions
CREATE TABLE conflict (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  kind text NOT NULL CONSTRAINT conflict_kind CHECK (kind IN ('opposite_polarity', 'disjoint_ranges', 'private_words',
    'weaker_than_directive', 'against_guardrail', 'raised')),
  level smallint NOT NULL CONSTRAINT conflict_level CHECK (level BETWEEN 0 AND 3),
  with_position uuid REFERENCES position,
  with_case uuid REFERENCES case_file,
  with_version integer,
  with_mandate text,
  likeness text NOT NULL CONSTRAINT conflict_likeness CHECK (likeness ~ '^[0-9a-f]{64}$'),
  detail jsonb NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT conflict_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest),
  CONSTRAINT conflict_with CHECK (num_nonnulls(with_position, with_case, with_mandate) = 1)
);
CREATE INDEX conflict_case ON conflict (case_id);
CREATE INDEX conflict_like ON conflict (likeness);

CREATE TABLE conflict_ruling (
  id uuid NOT NULL CONSTRAINT conflict_ruling_id UNIQUE,
  case_id uuid NOT NULL REFERENCES case_file,
  conflict uuid PRIMARY KEY REFERENCES conflict,
  outcome text NOT NULL CONSTRAINT conflict_ruling_outcome
    CHECK (outcome IN ('no_contradiction', 'text_yields', 'text_stands')),
  reason text NOT NULL CONSTRAINT conflict_ruling_reason CHECK (reason <> ''),
  precedent uuid REFERENCES conflict_ruling (id),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX conflict_ruling_case ON conflict_ruling (case_id);

---------------------------------------------------------------- what was said, and who holds what
CREATE TABLE said (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  happened_at timestamptz NOT NULL,
  interlocutor text NOT NULL CONSTRAINT said_interlocutor CHECK (interlocutor <> ''),
  words jsonb NOT NULL,
  assertions jsonb NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX said_case ON said (case_id);

CREATE TABLE drift (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  said uuid NOT NULL REFERENCES said,
  position uuid NOT NULL REFERENCES position,
  kind text NOT NULL CONSTRAINT drift_kind
    CHECK (kind IN ('opposite_polarity', 'disjoint_ranges', 'do_not_say', 'fallback_given', 'other_words')),
  level smallint NOT NULL CONSTRAINT drift_level CHECK (level BETWEEN 0 AND 3),
  detail jsonb NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX drift_case ON drift (case_id);

CREATE TABLE page_change (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL CONSTRAINT page_change_of REFERENCES release (case_id),
  by_case uuid NOT NULL CONSTRAINT page_change_by REFERENCES release (case_id),
  paragraphs integer[] NOT NULL CONSTRAINT page_change_paragraphs CHECK (cardinality(paragraphs) > 0),
  reason text NOT NULL CONSTRAINT page_change_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT page_change_by_another CHECK (by_case <> case_id)
);
CREATE INDEX page_change_case ON page_change (case_id);

-- notice: the recall, page change, adoption or retirement that made the holder's paper stale. holder: an agency, or a post.
CREATE TABLE acknowledgement (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT acknowledgement_id UNIQUE,
  case_id uuid NOT NULL REFERENCES case_file,
  notice uuid NOT NULL,
  holder text NOT NULL,
  done text NOT NULL CONSTRAINT acknowledgement_done CHECK (done IN ('destroyed', 'returned', 'replaced')),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, notice, holder)
);

-- about: the drift that the NSC has seen to, or the ended position on which a delivered text rested and was corrected.
CREATE TABLE exception_answer (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT exception_answer_id UNIQUE,
  case_id uuid NOT NULL REFERENCES case_file,
  about uuid NOT NULL,
  kind text NOT NULL CONSTRAINT exception_answer_kind CHECK (kind IN ('drift', 'correction')),
  note text NOT NULL CONSTRAINT exception_answer_note CHECK (note <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, about)
);
