package network

import (
	"fmt"
	"io"
	"strings"
)

// Layer is a row of a summary: an operation, its output's shape without the batch, the layers that it follows.
type Layer struct {
	Name, Kind string
	Output     []int // height, width and channels, or a length
	Inputs     []string
	Parameters []Parameter
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

// Count is the number of values of the layer's parameters.
func (l Layer) Count() (n int) {
	for _, p := range l.Parameters {
		n += p.Count()
	}
	return n
}

// follow is a layer behind l.
func (l Layer) follow(name, kind string, output ...int) Layer {
	return Layer{Name: name, Kind: kind, Output: output, Inputs: []string{l.Name}}
}

// channels is the last of the output's lengths.
func (l Layer) channels() int { return l.Output[len(l.Output)-1] }

// Counts are numbers of parameters as Keras counts them: running means and variances are not trained.
type Counts struct {
	Total, Trained, Frozen int
}

// Count adds up the sizes of the network's parameters.
func (n *Network) Count() (c Counts) {
	for _, p := range n.parameters {
		c.Total += p.Count()
		if p.Frozen || p.Statistic {
			c.Frozen += p.Count()
		} else {
			c.Trained += p.Count()
		}
	}
	return c
}

// WriteSummary writes a table of the layers with their shapes and parameters, and the sums, below a title.
func (n *Network) WriteSummary(w io.Writer, title string) error {
	var b strings.Builder
	line := strings.Repeat("─", 98)
	fmt.Fprintf(&b, "%s\n%s\n", title, line)
	fmt.Fprintf(&b, "%-22s %-27s %-16s %12s  %s\n%s\n", "Layer", "Kind", "Output", "Parameters", "Follows", line)
	for _, l := range n.layers {
		fmt.Fprintf(&b, "%-22s %-27s %-16s %12s  %s\n", l.Name, l.Kind, l.Shape(), groupThousands(l.Count()), strings.Join(l.Inputs, ", "))
	}
	c := n.Count()
	fmt.Fprintf(&b, "%s\nTotal parameters:       %12s\nTrained parameters:     %12s\nNot trained parameters: %12s\n",
		line, groupThousands(c.Total), groupThousands(c.Trained), groupThousands(c.Frozen))
	_, err := io.WriteString(w, b.String())
	return err
}

// groupThousands writes 27782528 as 27,782,528.
func groupThousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
