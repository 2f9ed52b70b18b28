"""Agencies, people, posts and roles: who somebody is, and what they may see and do."""
