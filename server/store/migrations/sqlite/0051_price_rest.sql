-- What somebody asked a second person for, where no row of its own holds it: JSON, by its kind. Empty once it was decided.
ALTER TABLE sign_off ADD COLUMN detail TEXT NOT NULL DEFAULT '';
