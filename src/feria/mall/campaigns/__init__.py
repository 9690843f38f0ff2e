"""Festival documents applied to the mall: versions, phases in force, promotions in force."""
