package tower

import (
	"fmt"
	"io"
	"strings"
)

// Layer is a row of the summary: an operation, its output's shape without the batch, the layers that it follows.
type Layer struct {
	Name, Kind string
	Output     []int
	Inputs     []string
}

// AnySize stands for a length in an output's shape that is the photo's own.
const AnySize = -1

// Shape is the output's shape as people write it: "32 × 32 × 64" (height, width, channels), "512", or "any × any × 3".
func (l Layer) Shape() string {
	parts := make([]string, len(l.Output))
	for i, n := range l.Output {
		if parts[i] = fmt.Sprint(n); n == AnySize {
			parts[i] = "any"
		}
	}
	return strings.Join(parts, " × ")
}

// Counts are numbers of parameters as Keras counts them: running means and variances are not trained.
type Counts struct {
	Total, Trained, Frozen int
}

// Count adds up the sizes of the tower's tensors.
func (t *Tower) Count() Counts {
	var c Counts
	for _, p := range t.net.parameters() {
		n := len(t.Weights[p.Name].Data)
		c.Total += n
		if p.Frozen || p.Statistic {
			c.Frozen += n
		} else {
			c.Trained += n
		}
	}
	return c
}

// LayerCount adds up the sizes of one layer's tensors.
func (t *Tower) LayerCount(layer string) int {
	n := 0
	for _, p := range t.net.parameters() {
		if p.Layer == layer {
			n += len(t.Weights[p.Name].Data)
		}
	}
	return n
}

// Summary writes a table of the layers with their shapes and parameters, and the sums.
func (t *Tower) Summary(w io.Writer) error {
	var b strings.Builder
	line := strings.Repeat("─", 98)
	fmt.Fprintf(&b, "Tower %s, one for both photos. Weights of the frozen part: %s\n%s\n", t.Design.Name, t.Origin, line)
	fmt.Fprintf(&b, "%-22s %-27s %-16s %12s  %s\n%s\n", "Layer", "Kind", "Output", "Parameters", "Follows", line)
	for _, l := range t.net.layers() {
		fmt.Fprintf(&b, "%-22s %-27s %-16s %12s  %s\n", l.Name, l.Kind, l.Shape(), thousands(t.LayerCount(l.Name)), strings.Join(l.Inputs, ", "))
	}
	c := t.Count()
	fmt.Fprintf(&b, "%s\nTotal parameters:       %12s\nTrained parameters:     %12s\nNot trained parameters: %12s\n",
		line, thousands(c.Total), thousands(c.Trained), thousands(c.Frozen))
	_, err := io.WriteString(w, b.String())
	return err
}

// thousands writes 27782528 as 27,782,528.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
