package assets

import (
	"maps"
	"slices"
)

// Keys are the keys of a language in order.
func Keys(l Language) []string { return slices.Sorted(maps.Keys(words()[l])) }
