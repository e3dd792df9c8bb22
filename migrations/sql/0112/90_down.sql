-- As it was. What the register's ledger says of editions' content stays there, as all that it says does.
DROP TRIGGER z_content ON directive_edition;
DROP TABLE edition_content;
DROP FUNCTION keep_edition(), hash_edition(), edition_hashes(uuid);
