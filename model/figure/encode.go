package figure

import (
	"fmt"
	"strings"
)

// Encode draws a figure to memory, for a page that holds it: format is one of Formats. The same figure gives the same bytes.
func Encode(f Figure, format string) ([]byte, error) {
	encode, ok := encoders[format]
	if !ok {
		return nil, fmt.Errorf("can't draw a figure as %q: the formats are %s", format, strings.Join(Formats, ", "))
	}
	return encodeWith(f, encode)
}
