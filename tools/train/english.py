"""Plurals and lists for the captions of scenes."""
import re

ODD = {"mouse": "mice", "person": "people", "man": "men", "child": "children", "tooth": "teeth", "foot": "feet",
       "ox": "oxen", "goose": "geese", "leaf": "leaves", "wolf": "wolves", "knife": "knives", "loaf": "loaves", "scarf": "scarves",
       "tomato": "tomatoes", "potato": "potatoes", "mango": "mangoes", "volcano": "volcanoes", "mosquito": "mosquitoes"}
SAME = {"fish", "sheep", "deer", "squid", "shrimp", "bison"}
# Names of which nobody counts two: stuffs, and emoji that are called by what one does with them.
UNCOUNTED = {"bread", "rice", "cheese", "popcorn", "sushi", "spaghetti", "pasta", "corn", "fire", "butter", "salt", "luggage", "honey",
             "cooking", "bowling", "tennis", "basketball", "football", "baseball", "softball", "volleyball", "locked", "unlocked", "voltage",
             "milk", "tea", "ice", "cream", "soup", "meat", "bacon", "fog", "rock", "wood", "coral", "ginger", "garlic", "money", "hockey",
             "lacrosse", "cricket", "sunrise", "sunset", "construction", "dna", "food", "fuel", "fondue", "oden", "fishing", "mail", "email",
             "clothing", "down", "up", "snow", "rain", "lightning"}
HEAD = re.compile(r"^(.*?)((?: with | of | in | on | at | over | behind ).*)?$")


def plural(name):
    """"fox" → "foxes", "piece of cake" → "pieces of cake"; None for what is no count noun, or plural already."""
    head, rest = HEAD.match(name).groups()
    *before, last = head.split(" ")
    many = ODD.get(last) or (last if last in SAME else regular(last))
    return many and " ".join([*before, many]) + (rest or "")


def regular(word):
    if word in UNCOUNTED or not re.fullmatch(r"[a-z-]+", word) or re.search(r"[^su]s$", word):
        return None
    if re.search(r"[a-z]man$", word):
        return word[:-3] + "men"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(s|x|z|ch|sh)$", word) else "s")


def listed(names):
    """["a", "b", "c"] → "a, b and c"."""
    return ", ".join(names[:-1]) + " and " + names[-1]


def an(words):
    return f"an {words}" if words[0] in "aeio" else f"a {words}"
