-- What a case's current text rests on. Most cases' ledgers tell of nothing of the kind, and on most issues nothing is in
-- force; these are asked no more than that.
CREATE OR REPLACE FUNCTION case_basis(of_case uuid, head integer, of_issue text, of_counterpart text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM ledger l WHERE l.case_id = of_case AND l.kind IN ('cite', 'conflict', 'position_draft', 'adoption'))
     AND NOT EXISTS (SELECT FROM position_period y WHERE (y.issue, y.counterpart) = (of_issue, of_counterpart)
       AND upper_inf(y.known) AND y.valid @> sec.now()) THEN
    RETURN NULL;
  END IF;
  RETURN jsonb_build_object(
    'rests', (SELECT coalesce(jsonb_agg(jsonb_build_object('position', p.id, 'in_force', in_force(p.id, sec.now()),
        'cited', EXISTS (SELECT FROM cite k WHERE (k.case_id, k.version, k.position) = (of_case, head, p.id)),
        'own_forerunner', EXISTS (SELECT FROM adoption a
          WHERE (a.case_id, a.version, a.supersedes) = (of_case, head, p.id)),
        'successor', CASE WHEN NOT in_force(p.id, sec.now()) THEN successor(p.id, sec.now()) END,
        'reaffirmed', NOT in_force(p.id, sec.now()) AND reaffirmed(of_case, p.id, sec.now())) ORDER BY p.id), '[]')
      FROM rests_on(of_case, head) r JOIN position p ON p.id = r.on_position),
    'missing', (SELECT coalesce(jsonb_agg(y.position ORDER BY y.position), '[]') FROM position_period y
      WHERE (y.issue, y.counterpart) = (of_issue, of_counterpart) AND y.audience = text_audience(of_case, head)
        AND upper_inf(y.known) AND y.valid @> sec.now()
        AND y.position NOT IN (SELECT r.on_position FROM rests_on(of_case, head) r)),
    'conflicts', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'kind', k.kind) ORDER BY k.at), '[]')
      FROM conflict k WHERE k.case_id = of_case AND k.version = head AND NOT EXISTS (SELECT FROM conflict_ruling u
        WHERE u.conflict = k.id AND u.outcome IN ('no_contradiction', 'text_stands'))),
    'drafted', (SELECT d.audience FROM position_draft d WHERE (d.case_id, d.version) = (of_case, head)),
    'position', (SELECT a.id FROM adoption a WHERE (a.case_id, a.version) = (of_case, head)));
END $$;
