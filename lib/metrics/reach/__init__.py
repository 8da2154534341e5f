"""Posts and channels: how far they reach, how that moves, and whether an event, a call or a newsletter shows in it.

Posts belong to no country and no programme: the period, the dataset and the channels narrow them. What a post reached
counts for the moment (UTC) at which it was published. A channel's posts are known from its first to its last loaded
post: a stretch without a post in between has zero posts and zero impressions, and its engagement rate is missing;
before and after, nothing was measured and everything is missing.
"""
