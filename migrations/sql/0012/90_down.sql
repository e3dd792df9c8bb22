DO $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT g.tgname, g.tgrelid::regclass AS at FROM pg_trigger g WHERE NOT g.tgisinternal
      AND (g.tgname IN ('a_meet', 'a_wall', 'c_admit', 'c_seat', 'c_reserve', 'c_trade_action', 'c_enforcement', 'c_tear_line',
        'c_coordination', 'c_certification')) LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.at);
  END LOOP;
END $$;
DROP TABLE case_link_end, case_link, certification_decision, certification, sequencing, source_seal, tear_line_review,
  tear_line, tie, lever, pressure_gauge;
DROP INDEX release_at;
DROP FUNCTION meet(), meet_at_link(), count_up(text[]), lever_keys(uuid), coordination_gate(), sec.coordination(uuid),
  under_pressure(case_file), counterpart_of(case_file), sec.non_voting(uuid, text), sec.lever_state(uuid), levers_of(uuid),
  open_links(uuid), visible(uuid), ties_cases(uuid, text, uuid, timestamptz), case_link_gate(), case_link_end_gate(),
  certification_is_pending(uuid), certification_gate(), certification_decision_gate(), certified_case_stays(), sequencing_gate(),
  wall_gate(), walled(uuid), admit(), seat_gate(), reserve_gate(), counsel_of(text), next_tranche(uuid),
  tranche_is_determined(uuid, text, text), trade_action_gate(), notice_gate(), enforcement_gate(), portions(bytea),
  sentences(text), takes_from_above(uuid, bytea, smallint), releasable_tear_line(uuid), of_enforcement(uuid), source_seal_gate(),
  tear_line_gate(), tear_line_review_gate(), told_below_the_line(), drafted_below();
CREATE OR REPLACE FUNCTION step_belongs(s procedure_step, c case_file) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT (NOT s.by_mandate OR s.name = ANY (c.steps)) AND (s.only_if IS NULL OR coalesce((SELECT
    m.outcome = ANY (s.only_if_outcomes) FROM milestone m WHERE m.case_id = c.id AND m.name = s.only_if
    ORDER BY m.at DESC LIMIT 1), false))
$$;
DELETE FROM procedure_step WHERE procedure IN ('trade_action', 'enforcement');
DELETE FROM procedure_release WHERE procedure IN ('trade_action', 'enforcement');
ALTER TABLE procedure_step DROP COLUMN walls, DROP COLUMN admits, DROP COLUMN lapses_with;
ALTER TABLE mandate DROP COLUMN non_voting;
