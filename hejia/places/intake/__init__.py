"""Reading the files that fill the ground: each cell is checked and told of in words."""
