-- Rows of a file are compared by the engine now, no longer by the words of the name alone.
alter table vx.import_row drop column name_set;
