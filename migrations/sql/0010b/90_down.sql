DROP TRIGGER c_outside ON recall;
DROP TRIGGER c_under ON release;
DROP TRIGGER c_frozen ON text_version;
DROP TRIGGER c_negotiation ON milestone;
DROP FUNCTION nothing_outside_gate(), under_gate(), frozen_gate(), negotiation_gate(), may_approve(uuid, text, uuid, timestamptz),
  sec.departure_seats(uuid), departure_seats(uuid), interested(uuid), sec.above(uuid), sec.frozen(uuid), sec.deadlines(uuid),
  final_text_is_out(uuid), initialled_in(uuid), is_out(uuid), found_by(uuid, text);
ALTER TABLE milestone DROP COLUMN other_case, DROP COLUMN other_version, DROP COLUMN other_digest;
REVOKE SELECT (office) ON milestone FROM onevoice_worker;
DROP TABLE procedure_approval;
DELETE FROM procedure_step WHERE procedure IN ('negotiation', 'instruction', 'fallback', 'agreement_text', 'signing_authority');
DELETE FROM procedure_release WHERE procedure IN ('negotiation', 'instruction', 'fallback', 'agreement_text', 'signing_authority');
DELETE FROM procedure_under;
