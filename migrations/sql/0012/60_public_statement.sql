-- Words whose expiry time has noted wait for nobody to retire them.
UPDATE procedure_step SET lapses_with = 'statement/expired' WHERE (procedure, name) = ('public_statement', 'retired');
