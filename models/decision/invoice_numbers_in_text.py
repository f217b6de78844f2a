"""Which documents a text names: one matcher for what credits say (netting) and for what bank receipts say.

A document is named by its number, its payment reference, or the order reference that the customer gave for it. Small
letters, other separators (``fac 2025 00016.``) or none, and what banks write around a number (``SEPA/FAC/2025/00016/REF``)
do not matter; a number is found as a whole only, never within a longer one (00016 in 000161, 2025/00016 where
FAC/2025/00016 is meant). Numbers so short that they could be anything have to stand as a word of their own.

What a document is called and a text are compared only when all words of the one are in the other: joined by the last
word, so that it costs no comparison of each with each.
"""

from odoo.tools import SQL

# From so many letters and digits on, with a digit among them, a number is found anywhere; of letters and digits mixed.
SURE_LENGTH = 6
SURE_LENGTH_MIXED = 4
# From so many on it is also found written as one word, without any separator.
GLUED_LENGTH = 8


def naming_ctes(names, texts, scope=()):
    """Return the named parts ``called, written, found, told``: ``told`` has ``source_id`` (whose text) and ``document``.

    :param SQL names: query of what documents are called: ``document, text, is_order`` and the columns of the scope
    :param SQL texts: query of what is written: ``source_id, text`` (in capitals) and the columns of the scope
    :param scope: columns in which a name and a text have to agree
    :return: list of SQL ``name AS (…)``
    """
    return [
        SQL("called AS MATERIALIZED (%s)", _sql_called(names)),
        SQL("written AS MATERIALIZED (%s)", _sql_written(texts)),
        SQL("found AS MATERIALIZED (%s)", _sql_found(scope)),
        SQL("told AS MATERIALIZED (%s)", _sql_told()),
    ]


def _sql_words(text):
    """The runs of digits and of letters in a text, in capitals, in their order."""
    return SQL(
        """ARRAY(SELECT word[1] FROM REGEXP_MATCHES(UPPER(%s), '[0-9]+|[[:alpha:]]+', 'g') WITH ORDINALITY AS hit(word, place)
                  ORDER BY place)""",
        text,
    )


def _sql_glued(text):
    """A text without what stands between its letters and digits."""
    return SQL("REGEXP_REPLACE(%s, '[^[:alnum:]]+', '', 'g')", text)


def _sql_called(names):
    """What documents are called, and once more in one word: words, and the last of them to join by."""
    return SQL(
        """
        SELECT name.*, form.words, form.words[CARDINALITY(form.words)] AS last_word
          FROM (%(names)s) AS name
         CROSS JOIN LATERAL (
            SELECT %(words)s AS words
             UNION
            SELECT %(glued)s
          ) AS form
         WHERE CARDINALITY(form.words) > 0
        """,
        names=names,
        words=_sql_words(SQL("name.text")),
        glued=_sql_words(_sql_glued(SQL("name.text"))),
    )


def _sql_written(texts):
    """The texts with their words."""
    return SQL("SELECT text.*, %s AS words FROM (%s) AS text", _sql_words(SQL("text.text")), texts)


def _sql_found(scope):
    """The names that stand in a text, with the pattern of each."""
    agree = [SQL("called.%s = written.%s", SQL.identifier(column), SQL.identifier(column)) for column in scope]
    return SQL(
        """
        SELECT candidate.*
          FROM (
            SELECT named.*, (%(pattern)s) AS pattern
              FROM (
                SELECT DISTINCT written.source_id, written.text, called.document, called.text AS name, called.is_order,
                       %(body)s AS body, LENGTH(%(glued)s) AS size
                  FROM (SELECT written.*, UNNEST(written.words) AS word FROM written) AS written
                  JOIN called ON %(agree)s
                 WHERE called.words <@ written.words
              ) AS named
          ) AS candidate
         WHERE candidate.text ~ candidate.pattern
        """,
        body=_sql_body(SQL("called.text")),
        glued=_sql_glued(SQL("called.text")),
        agree=SQL(" AND ").join([*agree, SQL("called.last_word = written.word")]),
        pattern=_sql_pattern(),
    )


def _sql_body(text):
    """The regular expression of a name itself: separators between two numbers or two words, at will between both."""
    words = SQL(
        "REGEXP_REPLACE(TRIM(REGEXP_REPLACE(UPPER(%s), '[^[:alnum:]]+', ' ', 'g')), %s, %s, 'g')",
        text,
        "([0-9])(?=[[:alpha:]])|([[:alpha:]])(?=[0-9])",
        "\\1\\2 ",
    )
    return SQL(
        "REPLACE(REGEXP_REPLACE(%s, %s, %s, 'g'), ' ', '[^[:alnum:]]{0,4}')",
        words,
        "([0-9]) (?=[0-9])|([[:alpha:]]) (?=[[:alpha:]])",
        "\\1\\2[^[:alnum:]]{1,4}",
    )


def _sql_pattern():
    """The regular expression that finds a name ``named`` in a text: anywhere, as a word, or as the whole text."""
    return SQL(
        """
        CASE WHEN named.name ~ '[0-9]' AND (named.size >= %(sure)s OR named.size >= %(mixed)s AND named.name ~ '[[:alpha:]]')
             THEN '(^|[^[:alnum:]])(' || named.body || CASE WHEN named.size >= %(glued)s
                    THEN '|' || %(glued_name)s ELSE '' END || ')([^[:alnum:]]|$)'
             WHEN NOT named.is_order OR named.name ~ '[0-9]' AND named.name ~ '[[:alpha:]]' AND named.size >= 3
                  OR named.name ~ '[0-9]' AND named.size >= 5
             THEN '(^|[[:space:],;:()#°])[^[:alnum:][:space:]]*' || REPLACE(named.body, '[^[:alnum:]]', '[^[:alnum:][:space:]]')
                  || '[^[:alnum:][:space:]]*([[:space:],;:()]|$)'
             ELSE '^[^[:alnum:]]*' || named.body || '[^[:alnum:]]*$' END
        """,
        sure=SURE_LENGTH,
        mixed=SURE_LENGTH_MIXED,
        glued=GLUED_LENGTH,
        glued_name=_sql_glued(SQL("UPPER(named.name)")),
    )


def _sql_told():
    """The documents that are named: of two names that stand in the same place of a text the longer."""
    return SQL(
        """
        SELECT DISTINCT found.source_id, found.document
          FROM found
         WHERE NOT EXISTS (
            SELECT FROM found AS longer
             WHERE longer.source_id = found.source_id AND longer.text = found.text
               AND CASE WHEN longer.size > found.size
                        THEN REGEXP_REPLACE(found.text, longer.body, ' ', 'g') !~ found.pattern ELSE FALSE END)
        """
    )
