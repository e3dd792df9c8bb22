-- A moment is one that every reader can read.
ALTER TABLE case_file ADD CONSTRAINT case_file_moments CHECK (due_at BETWEEN '1900-01-01Z' AND '9999-01-01Z'
  AND suspense BETWEEN '1900-01-01Z' AND '9999-01-01Z');
