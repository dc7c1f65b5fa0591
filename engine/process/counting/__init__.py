"""Counting votes: what a ballot may say, how the votes fall, and what a decision's rule makes of that."""
