"""Does everything still agree (P17)? Each module holds one kind of book beside another, and changes nothing."""
