"""What customers, their keyboards and attackers may send as text: any character, and pieces our rules look for."""

from __future__ import annotations

from hypothesis import strategies as st

MAX = 4000

# Pieces that wake a rule each, so that fuzzing goes beyond "nothing found".
PIECES = [
    "j’ai 7 ans", "i'm 8", "je suis en CM1", "je veux parler à quelqu’un", "a real person please", "pas d’humain",
    "mon mot de passe est", "password: hunter2", "code reçu 123456", "4111 1111 1111 1111", "1 85 05 78 006 084 36",
    "je veux mourir", "fuite de gaz", "il me frappe", "i want to kill myself", "c’est inadmissible", "you are useless",
    "MERCI", "je suis très en colère", "ma mère est morte", "remboursez-moi", "I want my money back", "avocat", "cash",
    "je m’appelle Zoé", "commande 2024-1187", "la tour du château", "/restart", '/inform{"product":"x"}', "{name}",
    "{0}", "%s", "[numéro de carte masqué]", "<script>alert(1)</script>", "'; DROP TABLE turn; --", "../../etc/passwd",
    "👩‍👩‍👧‍👦", "🇫🇷", "👍🏽", "\u202etxt\u202c", "\u2067שלום\u2069", "مرحبا", "你好", "z̷̢̧̛͎̟̀́͂a̸̛̗̔lgo", "\u0301" * 40, "\u200b", "\ufeff", "\x00",
    "\x1b[31m", "\u2028", "\r\n", "\t", "\u00a0", "\u202f", "’", "«", "»", "ß", "İ", "ﬁ", "①", "٣", "𝟜", "ǅ", "-", ":", "?", "!",
]
# Everything JSON over UTF-8 can carry; lone surrogates cannot be sent, and have a test of their own.
any_char = st.characters(exclude_categories=["Cs"])
control = st.characters(categories=["Cc", "Cf", "Zl", "Zp", "Co", "Cn"])
zalgo = st.builds(lambda letter, marks: letter + marks, any_char, st.text(st.characters(categories=["Mn", "Me"]), max_size=30))
piece = st.sampled_from(PIECES) | st.text(any_char, max_size=12) | st.text(control, min_size=1, max_size=6) | zalgo
mixed = st.builds(lambda sign, parts: sign.join(parts), st.sampled_from(["", " ", "\n", ", ", ". "]),
                  st.lists(piece, max_size=8))
figures = st.text("0123456789 -.,/:+@€$abcXé\u00a0\u202f٣", max_size=60)
# Long ones by repetition: up to the limit, and a little over it.
long = st.builds(lambda part, size: (part * (size // len(part) + 1))[:size], piece.filter(bool) | figures.filter(bool),
                 st.sampled_from([200, 1000, 2500, MAX - 1, MAX, MAX, MAX + 1, MAX + 500]))
# One long input for nine others: they cost most of the time and find little that a shorter one does not.
anything = st.integers(0, 9).flatmap(lambda n: long if n == 0 else mixed if n < 7 else figures if n == 7 else st.text(any_char, max_size=80))
