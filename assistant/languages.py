"""Languages: whether a message is in English, guessed from its letters and commonest words."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_MOST = 0.5

_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "it",
        "you",
        "that",
        "he",
        "was",
        "for",
        "on",
        "are",
        "with",
        "as",
        "i",
        "his",
        "they",
        "be",
        "at",
        "have",
        "this",
        "from",
        "or",
        "had",
        "by",
        "but",
        "what",
        "some",
        "we",
        "can",
        "out",
        "other",
        "were",
        "all",
        "there",
        "when",
        "up",
        "use",
        "your",
        "how",
        "said",
        "an",
        "each",
        "she",
        "which",
        "do",
        "their",
        "time",
        "if",
        "will",
        "way",
        "about",
        "many",
        "then",
        "them",
        "would",
        "so",
        "these",
        "her",
        "long",
        "make",
        "thing",
        "see",
        "him",
        "two",
        "has",
        "look",
        "more",
        "day",
        "could",
        "go",
        "come",
        "did",
        "my",
        "no",
        "who",
        "its",
        "been",
        "now",
        "find",
        "any",
        "new",
        "take",
        "get",
        "our",
        "me",
        "not",
        "want",
        "am",
        "help",
        "don't",
        "dont",
        "i'm",
        "im",
        "what's",
        "where",
        "why",
        "please",
        "tell",
        "need",
        "does",
        "know",
        "list",
        "show",
        "mission",
        "vision",
        "values",
        "strategy",
        "pillars",
        "staff",
        "patient",
        "patients",
        "student",
        "trust",
        "team",
        "policy",
        "leave",
    ]
)
# The commonest words of the languages most spoken in London's clinics, without those that are
# English words too or short enough to be initials.
_OTHERS = frozenset(
    # Spanish, Portuguese, Italian, French, Romanian
    "que los las por una para cómo como está cuál cuáles qué dónde quiero necesito hola gracias "
    "trabajo sobre pero mi ayuda puedo estoy tengo soy "
    "não uma você onde posso quais são qual os obrigado preciso estou minha meu eu da das dos "
    "che sono quali dove vorrei grazie buongiorno della delle dei degli per perché questo voglio il "
    "je les des est une pour quels quelles quel quelle où dans sur avec pas vous nous sont bonjour "
    "merci cette comprends suis et du au aux besoin ne mon veux comment "
    "sunt care pentru este unde pot găsi mea vreau cum ce și să despre valorile mulțumesc spitalului "
    # German, Dutch
    "der das und ich wie wo kann sind ist nicht mein meinen meine diese dieser für wer welche werte "
    "bitte danke guten mich habe eine einen wir "
    "het een ik niet waar wat kan mijn zijn wij hoe deze voor graag vinden "
    # Polish, Turkish, Somali, Albanian, Welsh, Lithuanian
    "jest są jakie jak gdzie mogę czy nie się na dla proszę mój znaleźć jaki chcę potrzebuję dzień "
    "ve bir bu için nasıl nedir nelerdir nerede ben istiyorum kurumun değerleri misyonu var yok "
    "waa maxay iyo waxaan sidee halkee ka ku ah soo magacaygu "
    "është çfarë ku jam dhe një mund nuk kam faleminderit "
    "beth yw sut mae ydy rydw dw yn eisiau gyda diolch "
    "kaip yra kur man noriu aš ačiū".split()
)
_BOTH = _ENGLISH & _OTHERS


def is_english(text: str) -> bool:
    """Return whether a message can be taken for English; names, initials and slips can.

    Only enough of what is surely another language counts against it: letters of another
    alphabet, or two of another language's commonest words and more of those than of English.
    """
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return True
    if len(_LATIN.findall(text)) < _MOST * len(letters):
        return any(word in _ENGLISH for word in _words(text) if len(word) > 1)
    words = _words(text)
    others = sum(word in _OTHERS and word not in _BOTH for word in words)
    english = sum(word in _ENGLISH and word not in _BOTH for word in words)
    return others < 2 or others <= english or others < 0.2 * len(words)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
