-- Chinese search without a dictionary: a text is the set of its pairs of neighbouring characters.
-- Exact from two characters on, together with a LIKE on the same text. Bodies name everything in
-- full and fix their search path, so that they mean the same on every node and in every index.

CREATE OR REPLACE FUNCTION ext.cjk_bigrams(source text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog
AS $$
    SELECT coalesce(
        pg_catalog.array_to_tsvector(pg_catalog.array_agg(DISTINCT pair)), ''::pg_catalog.tsvector
    )
    FROM (
        SELECT letter || pg_catalog.lead(letter) OVER (ORDER BY place) AS pair
        FROM pg_catalog.unnest(
            pg_catalog.string_to_array(pg_catalog.lower(source), NULL)
        ) WITH ORDINALITY AS letters (letter, place)
    ) AS pairs
    WHERE pair IS NOT NULL
$$;

-- What to look for: every pair of the term. A term of one character asks for nothing and finds
-- nothing; whoever offers search from one character must not use this index.
CREATE OR REPLACE FUNCTION ext.cjk_query(term text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog
AS $$
    SELECT coalesce(
        pg_catalog.string_agg(
            '''' || pg_catalog.replace(
                pg_catalog.replace(lexeme, '\', '\\'), '''', ''''''
            ) || '''',
            ' & '
        ),
        ''
    )::pg_catalog.tsquery
    FROM pg_catalog.unnest(pg_catalog.tsvector_to_array(ext.cjk_bigrams(term))) AS lexeme
$$;
