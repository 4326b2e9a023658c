package figure

import "gonum.org/v1/plot/vg"

// Least and greatest length of a side of a sized figure.
const (
	minSide = 3 * vg.Centimeter
	maxSide = 150 * vg.Centimeter
)

// Sized is the figure f with another natural size, the one at which it is printed or shown: it is laid out anew, and its text
// keeps its 9 to 11 points there. In a column of 8 cm the text thus is as large as in a page's 16 cm, where a picture that was
// shrunk would have text of half the size; a poster wants a small size that is enlarged. Both sides are held to 3 … 150 cm.
func Sized(f Figure, width, height vg.Length) Figure {
	return sized{f, min(max(width, minSide), maxSide), min(max(height, minSide), maxSide)}
}

type sized struct {
	Figure
	width, height vg.Length
}

// Size implements Figure.
func (f sized) Size() (width, height vg.Length) { return f.width, f.height }
