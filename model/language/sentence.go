package language

import (
	"fmt"
	"strings"
)

// Translate is a sentence in a language, by the texts that it may be of: these have places, {0}, {1} and so on, in which anything may
// stand. What stands there is translated likewise, as far as it is known. A text may also go on behind a colon with what has no language.
// known tells whether a text fits.
func Translate(texts []Text, language, english string) (sentence string, known bool) {
	if language == English {
		return english, true
	}
	if sentence, known = translateWhole(texts, language, english); known {
		return sentence, true
	}
	if head, rest, goesOn := strings.Cut(english, ": "); goesOn {
		if head, known := translateWhole(texts, language, head); known {
			return head + colonIn(language) + rest, true
		}
	}
	return english, false
}

func colonIn(language string) string {
	if language == Chinese {
		return "："
	}
	return ": "
}

func translateWhole(texts []Text, language, english string) (sentence string, known bool) {
	for _, t := range texts {
		values, fits := matchPlaces(t.English, english)
		if !fits {
			continue
		}
		places := make([]string, 0, 2*len(values))
		for i, value := range values {
			if value != english { // or a text of a place alone would never end
				value, _ = Translate(texts, language, value)
			}
			places = append(places, fmt.Sprintf("{%d}", i), value)
		}
		return strings.NewReplacer(places...).Replace(t.In(language)), true
	}
	return english, false
}

// matchPlaces is what stands in the places of a text, each as short as can be; they are in the order of their numbers.
func matchPlaces(text, sentence string) (values []string, fits bool) {
	before, rest, more := strings.Cut(text, "{0}")
	if !more {
		return nil, text == sentence
	}
	if !strings.HasPrefix(sentence, before) {
		return nil, false
	}
	sentence = sentence[len(before):]
	for i := 1; ; i++ {
		between, next, more := strings.Cut(rest, fmt.Sprintf("{%d}", i))
		if !more {
			value, ends := strings.CutSuffix(sentence, rest)
			return append(values, value), ends
		}
		value, after, found := strings.Cut(sentence, between)
		if !found {
			return nil, false
		}
		values, sentence, rest = append(values, value), after, next
	}
}
