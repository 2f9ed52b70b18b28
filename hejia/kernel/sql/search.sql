-- Chinese search without a dictionary: a text is the set of its pairs of neighbouring characters.
-- Exact from two characters on, together with a LIKE on the same folded text; hejia/kernel/search.py
-- writes the questions. Bodies fix their search path and fold by the "C" collation, so that they
-- mean the same on every node and after every upgrade of the C library: indexes rest on them.

-- Full-width letters and digits become half-width (NFKC), A-Z become a-z.
CREATE OR REPLACE FUNCTION ext.cjk_fold(source text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog
AS $$
    SELECT pg_catalog.lower(pg_catalog.normalize(source, 'NFKC') COLLATE "C")
$$;

-- The pairs of a text; those with a blank or a control character in them say nothing.
-- array_to_tsvector sorts and removes doubles. The two-array unnest has no qualified form.
CREATE OR REPLACE FUNCTION ext.cjk_bigrams(source text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog
AS $$
    SELECT coalesce(
        pg_catalog.array_to_tsvector(
            pg_catalog.array_agg(one || two)
                FILTER (WHERE one > ' ' COLLATE "C" AND two > ' ' COLLATE "C")
        ),
        ''::pg_catalog.tsvector
    )
    FROM (
        SELECT pg_catalog.string_to_array(
            pg_catalog.lower(pg_catalog.normalize(source, 'NFKC') COLLATE "C"), NULL
        ) AS letters
    ) AS folded, unnest(letters, letters[2:]) AS pairs (one, two)
$$;
