"""Stock truth: what is received, held and sold; holds with deadlines."""
