-- The flats of each place that is shown are counted by this; by areas alone all flats of the viewer were read for each.
create index on vx.flat (place_id, area_id);
