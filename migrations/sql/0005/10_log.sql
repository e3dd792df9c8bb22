-- The log: one Merkle tree (RFC 6962) over the entries of all ledgers, grown at each checkpoint.
-- Entries of different cases commit in any order, so no number is given when they are written. At a checkpoint
-- everything that is committed and not in the tree yet is appended, under one lock, in the order of its hashes: the
-- place says nothing of when. Padding brings the tree to whole blocks, so that its size says nothing of how much.

CREATE TABLE checkpoint (
  number integer PRIMARY KEY CONSTRAINT checkpoint_number CHECK (number > 0),
  cycle text CONSTRAINT checkpoint_once_a_cycle UNIQUE,
  size bigint NOT NULL CONSTRAINT checkpoint_size UNIQUE,
  root bytea NOT NULL CONSTRAINT checkpoint_root CHECK (octet_length(root) = 32),
  note text NOT NULL,
  at timestamptz NOT NULL
);

-- What stands in a leaf: an entry of a case, an entry of the record of keys, or padding.
CREATE TABLE log_leaf (
  place bigint PRIMARY KEY,
  checkpoint integer NOT NULL,
  case_id uuid,
  seq integer,
  nonce bytea,
  CONSTRAINT log_leaf_kind CHECK (CASE WHEN nonce IS NULL THEN seq IS NOT NULL ELSE case_id IS NULL AND seq IS NULL END)
);
CREATE UNIQUE INDEX log_leaf_entry ON log_leaf (case_id, seq) NULLS NOT DISTINCT WHERE nonce IS NULL;
CREATE INDEX log_leaf_checkpoint ON log_leaf (checkpoint);

-- Hashes alone: level 0 are the leaves, each further level the complete subtrees of twice as many.
CREATE TABLE log_node (
  level smallint NOT NULL,
  place bigint NOT NULL,
  hash bytea NOT NULL CONSTRAINT log_node_hash CHECK (octet_length(hash) = 32),
  PRIMARY KEY (level, place)
);

CREATE FUNCTION log_line_hash(line text) RETURNS bytea LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256('\x00'::bytea || convert_to(line, 'UTF8'))
$$;

-- Append what is not in the tree yet, and padding up to a whole block; at least one leaf of padding, so that a beat
-- without entries looks like any other. Returns the tree's new size. Two at once wait for each other.
CREATE FUNCTION grow_log(block integer) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  next_number integer;
  before bigint;
  after bigint;
  depth smallint := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(6962);
  IF block NOT BETWEEN 1 AND 65536 THEN
    PERFORM refuse('block_out_of_range');
  END IF;
  SELECT coalesce(max(number), 0) + 1 INTO next_number FROM checkpoint;
  SELECT coalesce(max(place) + 1, 0) INTO before FROM log_node WHERE level = 0;
  WITH fresh AS MATERIALIZED (
    SELECT l.case_id, l.seq, NULL::bytea AS nonce,
           log_line_hash(concat_ws(E'\n', 'one-voice/entry/1', l.case_id, l.seq, encode(l.hash, 'hex'), '')) AS hash
      FROM case_file c
      CROSS JOIN LATERAL (SELECT coalesce(max(x.seq), 0) AS done FROM log_leaf x
                          WHERE x.case_id = c.id AND x.nonce IS NULL) w
      JOIN ledger l ON l.case_id = c.id AND l.seq > w.done
    UNION ALL
    SELECT NULL, k.seq, NULL,
           log_line_hash(concat_ws(E'\n', 'one-voice/key/1', k.seq, encode(k.hash, 'hex'), ''))
      FROM key_record k
     WHERE k.seq > (SELECT coalesce(max(x.seq), 0) FROM log_leaf x WHERE x.case_id IS NULL AND x.nonce IS NULL)
  ), nonces AS MATERIALIZED (
    SELECT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS n
      FROM generate_series(1, block - (SELECT count(*) FROM fresh) % block)
  ), placed AS MATERIALIZED (
    SELECT before + row_number() OVER (ORDER BY hash) - 1 AS place, every.* FROM (
      SELECT * FROM fresh
      UNION ALL
      SELECT NULL, NULL, n, log_line_hash(concat_ws(E'\n', 'one-voice/padding/1', encode(n, 'hex'), '')) FROM nonces
    ) every
  ), leaves AS (
    INSERT INTO log_leaf (place, checkpoint, case_id, seq, nonce)
      SELECT place, next_number, case_id, seq, nonce FROM placed
  )
  INSERT INTO log_node (level, place, hash) SELECT 0, place, hash FROM placed;
  SELECT max(place) + 1 INTO after FROM log_node WHERE level = 0;
  WHILE after >> (depth + 1) > before >> (depth + 1) LOOP
    INSERT INTO log_node (level, place, hash)
      SELECT depth + 1, a.place / 2, sha256('\x01'::bytea || a.hash || b.hash)
        FROM log_node a JOIN log_node b ON b.level = depth AND b.place = a.place + 1
       WHERE a.level = depth AND a.place % 2 = 0
         AND a.place >= (before >> (depth + 1)) * 2 AND a.place < (after >> (depth + 1)) * 2;
    depth := depth + 1;
  END LOOP;
  RETURN after;
END $$;

-- The checkpoint over the tree as it stands: signed outside, by a key that the database does not have. Only in the
-- transaction that grew the tree, whose lock it holds.
CREATE FUNCTION add_checkpoint(for_cycle text, of_size bigint, of_root bytea, signed text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, sec, pg_temp AS $$
DECLARE
  added integer;
BEGIN
  IF of_size IS DISTINCT FROM (SELECT max(place) + 1 FROM log_node WHERE level = 0) THEN
    PERFORM refuse('not_the_whole_log');
  END IF;
  INSERT INTO checkpoint (number, cycle, size, root, note, at)
    VALUES ((SELECT coalesce(max(number), 0) + 1 FROM checkpoint), for_cycle, of_size, of_root, signed, sec.now())
    RETURNING number INTO added;
  RETURN added;
END $$;
