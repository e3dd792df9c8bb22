---------------------------------------------------------------- what a step may do beside being taken
ALTER TABLE procedure_step
  ADD COLUMN walls text[] NOT NULL DEFAULT '{}',
  ADD COLUMN admits text[] NOT NULL DEFAULT '{}',
  ADD COLUMN lapses_with text;
COMMENT ON COLUMN procedure_step.walls IS 'the outcomes after which nobody may do anything to the case but withdraw it';
COMMENT ON COLUMN procedure_step.admits IS 'agencies that see the case from this step on';
COMMENT ON COLUMN procedure_step.lapses_with IS 'the key of a note of time''s, after which the step belongs no more';

INSERT INTO procedure_release (procedure, channel, agency, capacity) VALUES
  ('trade_action', 'agency_letter', 'action', 'releaser'),
  ('trade_action', 'public_notice', 'action', 'releaser'),
  ('trade_action', 'interagency_memo', 'action', 'releaser'),
  ('enforcement', 'interagency_memo', 'action', 'releaser'),
  ('enforcement', 'agency_order', 'action', 'releaser');

INSERT INTO procedure_step (procedure, name, place, ordinal, stage, capacity, agency, office, grade, acting, passes,
    optional, by_mandate, only_if, only_if_outcomes, walls, admits, lapses_with) VALUES
  ('trade_action', 'legal_fence', 'opening', 1, 'intake', 'coordinator', 'action', NULL, 1, true, '{policy}',
    false, false, NULL, '{}', '{on_the_record}', '{}', NULL),
  ('trade_action', 'options_tabled', 'opening', 2, 'options', 'action_officer', 'action', NULL, 1, true, '{}',
    false, false, NULL, '{}', '{}', '{}', NULL),
  ('trade_action', 'partner_told', 'check', 3, 'checks', 'post', 'state', NULL, 1, true, '{}',
    true, false, NULL, '{}', '{}', '{}', NULL),
  ('trade_action', 'determined_state', 'key', 4, 'keys', 'approver', 'state', NULL, 7, true, '{complies}',
    false, true, NULL, '{}', '{}', '{}', NULL),
  ('trade_action', 'determined_commerce', 'key', 5, 'keys', 'approver', 'commerce', NULL, 7, true, '{complies}',
    false, true, NULL, '{}', '{}', '{}', NULL),
  ('trade_action', 'consultation_offered', 'after', 6, 'consultation_offer', 'post', 'state', NULL, 1, true, '{}',
    false, false, NULL, '{}', '{}', '{}', NULL),
  ('trade_action', 'notice_published', 'after', 7, 'execution', 'releaser', 'action', NULL, 1, true, '{}',
    true, false, NULL, '{}', '{}', '{}', NULL),
  ('trade_action', 'tranche_determined_state', 'note', 8, 'execution', 'approver', 'state', NULL, 7, true, '{complies}',
    true, true, NULL, '{}', '{}', '{}', NULL),
  ('trade_action', 'tranche_determined_commerce', 'note', 9, 'execution', 'approver', 'commerce', NULL, 7, true,
    '{complies}', true, true, NULL, '{}', '{}', '{}', NULL),
  ('trade_action', 'tranche_released', 'note', 10, 'execution', 'releaser', 'action', NULL, 1, true, '{}',
    true, true, NULL, '{}', '{}', '{}', NULL),
  ('trade_action', 'executed', 'after', 11, 'execution', 'action_officer', 'action', NULL, 1, true, '{}',
    false, false, NULL, '{}', '{}', '{}', NULL),
  ('trade_action', 'monitored', 'after', 12, 'monitoring', 'action_officer', 'action', NULL, 1, true, '{}',
    false, false, NULL, '{}', '{}', '{}', NULL),
  ('enforcement', 'allegation_logged', 'opening', 1, 'intake', 'action_officer', 'action', NULL, 1, true, '{}',
    false, false, NULL, '{}', '{}', '{commerce,justice,treasury}', NULL),
  ('enforcement', 'lead_named', 'opening', 2, 'deconfliction', 'coordinator', 'any', NULL, 1, true,
    '{commerce,justice,treasury}', true, false, NULL, '{}', '{}', '{}', NULL),
  ('enforcement', 'deconflicted', 'opening', 3, 'deconfliction', 'action_officer', 'action', NULL, 1, true, '{}',
    false, false, NULL, '{}', '{}', '{}', NULL),
  ('enforcement', 'sanitised', 'after', 4, 'tear_line', 'action_officer', 'action', NULL, 1, true, '{}',
    false, false, NULL, '{}', '{}', '{}', NULL),
  ('enforcement', 'demarche_made', 'after', 5, 'demarche', 'action_officer', 'action', NULL, 1, true, '{}',
    false, false, 'sanitised', '{releasable}', '{}', '{}', NULL),
  ('enforcement', 'counterpart_acted', 'after', 6, 'counterpart_action', 'post', 'state', NULL, 1, true, '{}',
    false, false, 'demarche_made', '{delivered}', '{}', '{}', NULL),
  ('enforcement', 'defense_recommended', 'after', 7, 'measures', 'approver', 'defense', NULL, 7, true, '{}',
    true, false, NULL, '{}', '{}', '{}', NULL),
  ('enforcement', 'president_decided', 'after', 8, 'presidential_decision', 'president', 'any', NULL, 1, false, '{}',
    false, false, 'defense_recommended', '{disapproval}', '{}', '{}', NULL),
  ('enforcement', 'congress_told', 'after', 9, 'congress', 'nsc_staff', 'nsc', NULL, 1, true, '{}',
    false, false, 'president_decided', '{overruled}', '{}', '{}', NULL),
  ('enforcement', 'measures_taken', 'after', 10, 'measures', 'approver', 'commerce', NULL, 1, true, '{}',
    false, false, NULL, '{}', '{}', '{}', NULL),
  ('enforcement', 'multilateral_submitted', 'after', 11, 'multilateral', 'action_officer', 'state', 'state.eb', 1, true,
    '{}', false, false, NULL, '{}', '{}', '{}', NULL),
  ('enforcement', 'detriment_determined', 'after', 12, 'multilateral_wait', 'approver', 'commerce', NULL, 7, true, '{}',
    true, false, 'multilateral_submitted', '{submitted}', '{}', '{}', 'multilateral_wait/final'),
  ('enforcement', 'multilateral_decided', 'after', 13, 'multilateral_wait', 'action_officer', 'state', 'state.eb', 1,
    true, '{}', false, false, 'multilateral_submitted', '{submitted}', '{}', '{}', 'multilateral_wait/final'),
  ('enforcement', 'lessons_recorded', 'after', 14, 'lessons', 'action_officer', 'action', NULL, 1, true, '{}',
    false, false, NULL, '{}', '{}', '{}', NULL);

---------------------------------------------------------------- what a directive says of levers, seats and pressure
ALTER TABLE mandate ADD COLUMN non_voting text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN mandate.non_voting IS 'informed agencies that sit in the committee and never clear';

CREATE TABLE lever (
  edition_id uuid NOT NULL REFERENCES directive_edition,
  name text NOT NULL,
  mandates text[] NOT NULL,
  certifies text[] NOT NULL,
  PRIMARY KEY (edition_id, name)
);
CREATE TABLE pressure_gauge (
  edition_id uuid NOT NULL REFERENCES directive_edition,
  counterpart text NOT NULL,
  demarches_a_week smallint NOT NULL CONSTRAINT pressure_gauge_above_nothing CHECK (demarches_a_week > 0),
  then_it text NOT NULL CONSTRAINT pressure_gauge_then CHECK (then_it IN ('ask', 'wait')),
  PRIMARY KEY (edition_id, counterpart)
);

---------------------------------------------------------------- where acts in different cases meet
-- A row a thing that several cases share: a case that others are tied to, a lever, a counterpart. Whoever acts on it
-- counts it up first, so that two such acts conflict at every isolation level; nobody reads it for what it says.
CREATE TABLE tie (
  key text PRIMARY KEY,
  n bigint NOT NULL DEFAULT 1
) WITH (fillfactor = 50);

---------------------------------------------------------------- facts
-- link: kind, first end, second end, in one column, of which the ledger keeps a hash that nobody can guess: whoever
-- reads a case's ledger need not know the other end, nor the kind.
CREATE TABLE case_link (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  link text NOT NULL CONSTRAINT case_link_form CHECK (link ~
    '^(prerequisite|shared_lever|conflicts_with|follows_from|supersedes)(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){2}$'),
  reason text NOT NULL CONSTRAINT case_link_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX case_link_case ON case_link (case_id);
CREATE INDEX case_link_first ON case_link ((split_part(link, '/', 2)::uuid));
CREATE INDEX case_link_second ON case_link ((split_part(link, '/', 3)::uuid));

CREATE TABLE case_link_end (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  link uuid NOT NULL CONSTRAINT case_link_ends_once UNIQUE REFERENCES case_link,
  reason text NOT NULL CONSTRAINT case_link_end_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX case_link_end_case ON case_link_end (case_id);

CREATE TABLE certification (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  statute text NOT NULL CONSTRAINT certification_statute CHECK (statute IN ('pelly', 'packwood_magnuson')),
  reason text NOT NULL CONSTRAINT certification_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX certification_case ON certification (case_id);

CREATE TABLE certification_decision (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  certification uuid NOT NULL CONSTRAINT certification_decided_once UNIQUE REFERENCES certification,
  finding text NOT NULL CONSTRAINT certification_finding CHECK (finding IN ('certified', 'not_certified')),
  reason text NOT NULL CONSTRAINT certification_decision_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX certification_decision_case ON certification_decision (case_id);

CREATE TABLE sequencing (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  not_before timestamptz,
  reason text NOT NULL CONSTRAINT sequencing_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX sequencing_case ON sequencing (case_id);
CREATE INDEX release_at ON release (at);

-- sealed: whose the source is, what it is, and a number that nobody can guess, so that its hash tells nothing either.
CREATE TABLE source_seal (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  sealed jsonb NOT NULL CONSTRAINT source_seal_form
    CHECK (sealed ?& ARRAY['nonce', 'owner', 'source'] AND length(sealed ->> 'nonce') >= 32),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX source_seal_case ON source_seal (case_id);

CREATE TABLE tear_line (
  id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES case_file,
  number integer NOT NULL,
  level smallint NOT NULL CONSTRAINT tear_line_level CHECK (level BETWEEN 0 AND 3),
  digest text NOT NULL,
  canonical bytea NOT NULL,
  owner text NOT NULL REFERENCES agency,
  note text NOT NULL,
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT tear_line_number UNIQUE (case_id, number),
  CONSTRAINT tear_line_digest CHECK (digest = encode(sha256(canonical), 'hex'))
);

CREATE TABLE tear_line_review (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  case_id uuid NOT NULL REFERENCES case_file,
  tear_line uuid NOT NULL REFERENCES tear_line,
  outcome text NOT NULL CONSTRAINT tear_line_review_outcome CHECK (outcome IN ('releasable', 'not_releasable')),
  reason text NOT NULL CONSTRAINT tear_line_review_reason CHECK (reason <> ''),
  person uuid NOT NULL REFERENCES person,
  office text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX tear_line_review_case ON tear_line_review (case_id);
