"""Every kind of benefit, condition and scope with its YAML, a receipt and its edges, priced by the engine itself."""
