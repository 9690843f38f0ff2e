"""How the Complete Journey data set is read: what its departments, categories, sizes and amounts mean."""
