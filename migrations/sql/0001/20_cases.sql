---------------------------------------------------------------- cases and their facts
CREATE TABLE case_file (
  id uuid PRIMARY KEY,
  number text NOT NULL,
  edition_id uuid NOT NULL,
  mandate text NOT NULL,
  procedure text NOT NULL,
  title text NOT NULL,
  level smallint NOT NULL CONSTRAINT case_level CHECK (level BETWEEN 0 AND 3),
  action_agency text NOT NULL REFERENCES agency,
  action_office text NOT NULL,
  person uuid NOT NULL REFERENCES person,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  access text[] NOT NULL,
  equities jsonb NOT NULL,
  stage text NOT NULL,
  due_key text,
  due_at timestamptz,
  suspense timestamptz,
  head_version integer NOT NULL DEFAULT 0,
  head_digest text,
  ledger_seq integer NOT NULL DEFAULT 0,
  ledger_head bytea NOT NULL DEFAULT '\x',
  last_at timestamptz NOT NULL DEFAULT '-infinity',
  CONSTRAINT case_mandate FOREIGN KEY (edition_id, mandate) REFERENCES mandate (edition_id, code)
) WITH (fillfactor = 60);
CREATE INDEX case_file_open ON case_file (stage, id);
CREATE INDEX case_file_mandate ON case_file (mandate, id);
CREATE INDEX case_file_access ON case_file USING gin (access);

CREATE TABLE ledger (
  case_id uuid NOT NULL CONSTRAINT ledger_case REFERENCES case_file DEFERRABLE INITIALLY DEFERRED,
  seq integer NOT NULL,
  at timestamptz NOT NULL,
  actor uuid,
  kind text NOT NULL,
  fact_id text NOT NULL,
  body text NOT NULL,
  prev bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (case_id, seq)
);
CREATE UNIQUE INDEX ledger_fact ON ledger (kind, fact_id);

CREATE TABLE text_version (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT text_version_id UNIQUE,
  case_id uuid NOT NULL REFERENCES case_file,
  version integer NOT NULL,
  digest text NOT NULL CONSTRAINT text_version_digest_form CHECK (digest ~ '^[0-9a-f]{64}$'),
  canonical bytea NOT NULL,
  equities jsonb NOT NULL,
  note text NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, version),
  CONSTRAINT text_version_exact UNIQUE (case_id, version, digest),
  CONSTRAINT text_version_digest CHECK (digest = encode(sha256(canonical), 'hex'))
);

CREATE TABLE clearance_round (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT clearance_round_id UNIQUE,
  case_id uuid NOT NULL,
  round integer NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  must_clear text[] NOT NULL CONSTRAINT round_has_clearers CHECK (cardinality(must_clear) > 0),
  clear_if_affected text[] NOT NULL,
  info text[] NOT NULL,
  precedence text NOT NULL CONSTRAINT round_precedence
    CHECK (precedence IN ('routine', 'priority', 'immediate', 'flash')),
  suspense timestamptz NOT NULL,
  short_fuse_reason text,
  default_clearance boolean NOT NULL DEFAULT false,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, round),
  CONSTRAINT round_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest),
  CONSTRAINT round_once_a_version UNIQUE (case_id, version)
);

CREATE TABLE sign_off (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL,
  round integer NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  agency text NOT NULL REFERENCES agency,
  response text NOT NULL CONSTRAINT sign_off_response
    CHECK (response IN ('concur', 'concur_with_comment', 'nonconcur', 'no_equity', 'cleared_by_default')),
  person uuid REFERENCES person,
  office text NOT NULL,
  grade smallint,
  acting_for uuid REFERENCES person,
  at timestamptz NOT NULL,
  seq integer NOT NULL,
  CONSTRAINT sign_off_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest),
  CONSTRAINT sign_off_round FOREIGN KEY (case_id, round) REFERENCES clearance_round (case_id, round),
  CONSTRAINT sign_off_by_person CHECK ((person IS NULL) = (response = 'cleared_by_default'))
);
CREATE INDEX sign_off_case ON sign_off (case_id, seq);

CREATE TABLE comment (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  sign_off uuid NOT NULL REFERENCES sign_off,
  version integer NOT NULL,
  agency text NOT NULL,
  kind text NOT NULL CONSTRAINT comment_kind CHECK (kind IN ('critical', 'substantive', 'administrative')),
  paragraph integer,
  text text NOT NULL,
  proposed text,
  ground text CONSTRAINT comment_ground CHECK (ground IN ('law', 'policy', 'risk', 'waste', 'burden')),
  person uuid NOT NULL REFERENCES person,
  at timestamptz NOT NULL,
  CONSTRAINT comment_critical_ground CHECK (kind <> 'critical' OR ground IS NOT NULL)
);
CREATE INDEX comment_case ON comment (case_id, at);

CREATE TABLE comment_disposition (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  comment uuid NOT NULL REFERENCES comment,
  disposition text NOT NULL CONSTRAINT disposition_word
    CHECK (disposition IN ('accepted', 'partially_accepted', 'rejected')),
  reason text NOT NULL CONSTRAINT disposition_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX comment_disposition_case ON comment_disposition (case_id, at);

CREATE TABLE hold (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  agency text NOT NULL REFERENCES agency,
  kind text NOT NULL CONSTRAINT hold_kind CHECK (kind IN ('legal', 'policy', 'intelligence', 'sequencing')),
  reason text NOT NULL CONSTRAINT hold_reason CHECK (reason <> ''),
  lifts_when text NOT NULL,
  until timestamptz NOT NULL,
  becomes text NOT NULL DEFAULT 'lapse' CONSTRAINT hold_becomes CHECK (becomes IN ('lapse', 'nonconcurrence')),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX hold_case ON hold (case_id);

CREATE TABLE hold_end (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  hold uuid NOT NULL CONSTRAINT hold_ends_once UNIQUE REFERENCES hold,
  how text NOT NULL CONSTRAINT hold_end_how CHECK (how IN ('lifted', 'lapsed', 'became_nonconcurrence')),
  reason text NOT NULL,
  person uuid REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT hold_end_by CHECK ((person IS NULL) = (how <> 'lifted'))
);
CREATE INDEX hold_end_case ON hold_end (case_id);

CREATE TABLE approval (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  acting_for uuid REFERENCES person,
  at timestamptz NOT NULL,
  CONSTRAINT approval_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest)
);
CREATE INDEX approval_case ON approval (case_id);

CREATE TABLE release (
  id uuid NOT NULL CONSTRAINT release_id UNIQUE,
  case_id uuid PRIMARY KEY,
  version integer NOT NULL,
  digest text NOT NULL,
  channel text NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  acting_for uuid REFERENCES person,
  at timestamptz NOT NULL,
  CONSTRAINT release_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest)
);

CREATE TABLE milestone (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  name text NOT NULL,
  happened_at timestamptz NOT NULL,
  note text NOT NULL,
  detail jsonb NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX milestone_case ON milestone (case_id, at);
CREATE UNIQUE INDEX milestone_once ON milestone (case_id, name) WHERE name <> 'deferred';

CREATE TABLE withdrawal (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT withdrawal_id UNIQUE,
  case_id uuid PRIMARY KEY REFERENCES case_file,
  reason text NOT NULL CONSTRAINT withdrawal_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);

CREATE TABLE recall (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT recall_id UNIQUE,
  case_id uuid PRIMARY KEY REFERENCES release (case_id),
  reason text NOT NULL CONSTRAINT recall_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);

CREATE TABLE time_act (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT time_act_id UNIQUE,
  case_id uuid NOT NULL REFERENCES case_file,
  key text NOT NULL,
  due_at timestamptz NOT NULL,
  person uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, key),
  CONSTRAINT time_act_not_before_due CHECK (at >= due_at)
);

-- When an agency's own time has been extended to.
CREATE TABLE extension (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL,
  round integer NOT NULL,
  agency text NOT NULL REFERENCES agency,
  until timestamptz NOT NULL,
  reason text NOT NULL CONSTRAINT extension_reason CHECK (reason <> ''),
  grade smallint NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT extension_round FOREIGN KEY (case_id, round) REFERENCES clearance_round (case_id, round)
);
CREATE INDEX extension_case ON extension (case_id);

-- The proof that somebody entitled to answer for the agency opened the text. full_time_at: when the agency will have
-- had the time that the round announced, counted from then.
CREATE TABLE receipt (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT receipt_id UNIQUE,
  case_id uuid NOT NULL,
  round integer NOT NULL,
  agency text NOT NULL REFERENCES agency,
  full_time_at timestamptz NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, round, agency),
  CONSTRAINT receipt_round FOREIGN KEY (case_id, round) REFERENCES clearance_round (case_id, round)
);

CREATE TABLE hold_extension (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  hold uuid NOT NULL REFERENCES hold,
  until timestamptz NOT NULL,
  reason text NOT NULL CONSTRAINT hold_extension_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX hold_extension_case ON hold_extension (case_id);

CREATE TABLE equity_act (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  agency text NOT NULL REFERENCES agency,
  act text NOT NULL CONSTRAINT equity_act_word CHECK (act IN ('claimed', 'granted', 'refused', 'imposed')),
  reason text NOT NULL CONSTRAINT equity_act_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX equity_act_case ON equity_act (case_id);

-- proof: SHA-256 of the canonical redline between the version that was signed and this one.
CREATE TABLE carry_over (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL,
  round integer NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  agency text NOT NULL REFERENCES agency,
  sign_off uuid NOT NULL REFERENCES sign_off,
  from_version integer NOT NULL,
  policy text NOT NULL,
  proof text NOT NULL CONSTRAINT carry_over_proof CHECK (proof ~ '^[0-9a-f]{64}$'),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT carry_over_once UNIQUE (case_id, version, agency),
  CONSTRAINT carry_over_round FOREIGN KEY (case_id, round) REFERENCES clearance_round (case_id, round),
  CONSTRAINT carry_over_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest)
);

CREATE TABLE split (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL,
  version integer NOT NULL,
  digest text NOT NULL,
  track text NOT NULL CONSTRAINT split_track CHECK (track IN ('foreign_policy', 'defense_policy', 'economic_policy', 'trade')),
  question text NOT NULL CONSTRAINT split_question CHECK (question <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT split_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest)
);
CREATE INDEX split_case ON split (case_id);

CREATE TABLE split_position (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  split uuid NOT NULL REFERENCES split,
  agency text NOT NULL REFERENCES agency,
  recommendation text NOT NULL CONSTRAINT split_position_recommendation CHECK (recommendation <> ''),
  alternative text,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX split_position_case ON split_position (case_id);

CREATE TABLE split_move (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  split uuid NOT NULL REFERENCES split,
  rung text NOT NULL,
  cause text NOT NULL CONSTRAINT split_move_cause CHECK (cause IN ('opened', 'refer_up', 'remand', 'time')),
  due_at timestamptz,
  person uuid REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT split_move_by CHECK ((person IS NULL) = (cause = 'time')),
  CONSTRAINT split_move_not_before_due CHECK (cause <> 'time' OR at >= due_at)
);
CREATE INDEX split_move_case ON split_move (case_id);

CREATE TABLE ruling (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL,
  split uuid NOT NULL REFERENCES split,
  rung text NOT NULL,
  outcome text NOT NULL CONSTRAINT ruling_outcome CHECK (outcome IN ('clause_controls', 'compromise', 'remand', 'refer_up',
    'president_a', 'president_b', 'president_other', 'withdrawn')),
  version integer NOT NULL,
  digest text NOT NULL,
  clauses text[] NOT NULL,
  reason text NOT NULL CONSTRAINT ruling_reason CHECK (reason <> ''),
  notational boolean NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT ruling_text FOREIGN KEY (case_id, version, digest) REFERENCES text_version (case_id, version, digest)
);
CREATE INDEX ruling_case ON ruling (case_id);

CREATE TABLE reclama (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT reclama_id UNIQUE,
  case_id uuid NOT NULL REFERENCES case_file,
  split uuid PRIMARY KEY REFERENCES split,
  agency text NOT NULL REFERENCES agency,
  argument text NOT NULL CONSTRAINT reclama_argument CHECK (argument <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX reclama_case ON reclama (case_id);

CREATE TABLE send_back (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT send_back_id UNIQUE,
  case_id uuid NOT NULL,
  version integer NOT NULL,
  reason text NOT NULL CONSTRAINT send_back_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (case_id, version),
  CONSTRAINT send_back_version FOREIGN KEY (case_id, version) REFERENCES text_version (case_id, version)
);

CREATE TABLE transfer (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  to_office text NOT NULL REFERENCES office,
  reason text NOT NULL CONSTRAINT transfer_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX transfer_case ON transfer (case_id);

CREATE TABLE transfer_answer (
  id uuid NOT NULL DEFAULT gen_random_uuid() CONSTRAINT transfer_answer_id UNIQUE,
  case_id uuid NOT NULL REFERENCES case_file,
  transfer uuid PRIMARY KEY REFERENCES transfer,
  accepted boolean NOT NULL,
  reason text NOT NULL CONSTRAINT transfer_answer_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX transfer_answer_case ON transfer_answer (case_id);

