"""The storefront's pages, a small module for each part of the way."""
