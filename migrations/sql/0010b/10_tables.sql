---------------------------------------------------------------- the negotiation and what is cleared under it, as tables
INSERT INTO procedure_under (procedure, parent, need_to_know) VALUES
  ('instruction', 'negotiation', false),
  ('fallback', 'instruction', true),
  ('agreement_text', 'negotiation', false),
  ('signing_authority', 'negotiation', false);

INSERT INTO procedure_release VALUES
  ('negotiation', 'action_memo', 'state', 'releaser'),
  ('instruction', 'delegation_instruction', 'state', 'releaser'),
  ('instruction', 'front_channel_cable', 'state', 'releaser'),
  ('fallback', 'delegation_instruction', 'state', 'releaser'),
  ('agreement_text', 'signature_copy', 'state', 'releaser'),
  ('signing_authority', 'action_memo', 'state', 'releaser');

-- Steps with the same ordinal may be taken in either order.
INSERT INTO procedure_step (procedure, name, place, ordinal, stage, capacity, agency, office, grade, acting, passes, by_mandate,
    only_if, only_if_outcomes) VALUES
  ('negotiation', 'agreement_determined', 'opening', 1, 'intake', 'coordinator', 'state', 'state.l', 1, true, '{}', false, NULL, '{}'),
  ('negotiation', 'memorandum_of_law', 'check', 2, 'checks', 'coordinator', 'state', 'state.l', 1, true, '{sufficient}', false,
    'agreement_determined', '{blanket,full_powers,one_step,two_steps}'),
  ('negotiation', 'round_held', 'note', 3, 'negotiation', 'action_officer', 'action', NULL, 1, true, '{}', false, NULL, '{}'),
  ('negotiation', 'departed', 'note', 4, 'negotiation', 'action_officer', 'action', NULL, 1, true, '{}', false, NULL, '{}'),
  ('negotiation', 'departure_cleared', 'note', 5, 'negotiation', 'coordinator', 'any', NULL, 4, true, '{}', false, NULL, '{}'),
  ('negotiation', 'departure_dropped', 'note', 6, 'negotiation', 'action_officer', 'action', NULL, 1, true, '{}', false, NULL, '{}'),
  ('negotiation', 'accepted_ad_referendum', 'note', 7, 'negotiation', 'action_officer', 'action', NULL, 1, true, '{}', false, NULL, '{}'),
  ('negotiation', 'initialled', 'after', 8, 'negotiation', 'action_officer', 'action', NULL, 2, true, '{}', false, NULL, '{}'),
  ('negotiation', 'reinitialled', 'note', 9, 'final_text', 'action_officer', 'action', NULL, 2, true, '{}', false, NULL, '{}'),
  ('negotiation', 'conformed', 'after', 10, 'final_text', 'coordinator', 'state', 'state.l', 1, true, '{}', false,
    'agreement_determined', '{blanket,full_powers,one_step,two_steps}'),
  ('negotiation', 'congress_consulted', 'after', 10, 'final_text', 'coordinator', 'state', 'state.h', 1, true, '{}', false,
    'agreement_determined', '{blanket,full_powers,one_step,two_steps}'),
  ('negotiation', 'signature_authorised', 'after', 11, 'final_text', 'coordinator', 'state', 'state.l', 1, true, '{}', false, NULL, '{}'),
  ('negotiation', 'signed', 'after', 12, 'signature', 'approver', 'action', NULL, 4, true, '{}', false, NULL, '{}'),
  ('negotiation', 'transmitted_to_state', 'after', 13, 'transmittal', 'action_officer', 'action', NULL, 1, true, '{}', false,
    'agreement_determined', '{blanket,one_step,two_steps}'),
  ('negotiation', 'laid_before_congress', 'after', 13, 'transmittal', 'coordinator', 'state', 'state.h', 1, true, '{}', true, NULL, '{}'),
  ('negotiation', 'senate_consented', 'after', 13, 'transmittal', 'coordinator', 'state', 'state.h', 1, true, '{}', false,
    'agreement_determined', '{full_powers}'),
  ('negotiation', 'entered_into_force', 'after', 13, 'transmittal', 'coordinator', 'state', 'state.l', 1, true, '{}', false,
    'agreement_determined', '{blanket,full_powers,one_step,two_steps}'),
  ('negotiation', 'transmitted_to_congress', 'after', 13, 'transmittal', 'coordinator', 'state', 'state.l', 1, true, '{}', false,
    'agreement_determined', '{blanket,one_step,two_steps}'),
  ('negotiation', 'sunset_decided', 'after', 14, 'watch', 'action_officer', 'action', NULL, 1, true, '{}', false,
    'entered_into_force', '{with_end}'),
  ('instruction', 'delivered', 'after', 1, 'delivery', 'action_officer', 'action', NULL, 1, true, '{}', false, NULL, '{}'),
  ('fallback', 'delivered', 'after', 1, 'delivery', 'action_officer', 'action', NULL, 1, true, '{}', false, NULL, '{}'),
  ('agreement_text', 'final_text_approved', 'check', 1, 'checks', 'coordinator', 'state', 'state.l', 1, true, '{approved}', false, NULL, '{}'),
  ('agreement_text', 'assessment_statement', 'check', 2, 'checks', 'coordinator', 'acda', NULL, 1, true, '{}', true, NULL, '{}'),
  ('agreement_text', 'joint_memorandum', 'check', 3, 'checks', 'coordinator', 'energy', NULL, 1, true, '{}', true, NULL, '{}'),
  ('agreement_text', 'regulatory_views', 'check', 4, 'checks', 'coordinator', 'nrc', NULL, 1, true, '{}', true, NULL, '{}'),
  ('agreement_text', 'presidential_determination', 'key', 5, 'keys', 'president', 'white-house', NULL, 8, false, '{}', true, NULL, '{}'),
  ('signing_authority', 'memorandum_of_law', 'check', 1, 'checks', 'coordinator', 'state', 'state.l', 1, true, '{sufficient}', false, NULL, '{}');

-- Whose approval a text takes, where it is not just any approving official's of the action agency; by what was found by the
-- milestone `found_by` in the case itself or in the one above it. Several rows: any of them suffices.
CREATE TABLE procedure_approval (
  procedure text NOT NULL,
  found_by text,
  found text NOT NULL DEFAULT '',
  capacity text NOT NULL DEFAULT 'approver',
  agency text NOT NULL DEFAULT 'action',
  grade smallint NOT NULL DEFAULT 1,
  acting boolean NOT NULL DEFAULT true,
  PRIMARY KEY (procedure, found, capacity)
);
ALTER TABLE procedure_approval ENABLE ROW LEVEL SECURITY;
ALTER TABLE procedure_approval FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON procedure_approval TO onevoice_owner USING (true) WITH CHECK (true);
CREATE POLICY all_read ON procedure_approval FOR SELECT TO onevoice_app, onevoice_verifier USING (true);
GRANT SELECT ON procedure_approval TO onevoice_app, onevoice_verifier;
INSERT INTO procedure_approval (procedure, found_by, found, capacity, agency, grade, acting)
  SELECT p, 'agreement_determined', f.found, f.capacity, f.agency, f.grade, f.acting
    FROM unnest(ARRAY['negotiation', 'signing_authority']) p, (VALUES
      ('one_step', 'approver', 'state', 4, true),
      ('two_steps', 'approver', 'state', 4, true),
      ('blanket', 'approver', 'state', 4, true),
      ('full_powers', 'approver', 'state', 7, false),
      ('full_powers', 'president', 'any', 8, false),
      ('non_binding', 'approver', 'action', 4, true)) f (found, capacity, agency, grade, acting);
INSERT INTO procedure_approval (procedure, grade) VALUES ('agreement_text', 4);

---------------------------------------------------------------- a step may say something of another case's text
ALTER TABLE milestone
  ADD COLUMN other_case uuid,
  ADD COLUMN other_version integer,
  ADD COLUMN other_digest text,
  ADD CONSTRAINT milestone_of_text FOREIGN KEY (other_case, other_version, other_digest) REFERENCES text_version (case_id, version, digest)
    MATCH FULL;
CREATE INDEX milestone_of ON milestone (other_case) WHERE other_case IS NOT NULL;
GRANT SELECT (office, other_case, other_version, other_digest) ON milestone TO onevoice_worker;
