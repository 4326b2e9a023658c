package figure_test

import (
	"fmt"
	"strings"

	"siamface/model/errorrate"
	"siamface/model/figure"
)

// A histogram as SVG, in words of one's own.
func Example() {
	classes, err := errorrate.New([]float64{0.2, 0.3, 0.4}, []float64{0.9, 1, 1.1})
	if err != nil {
		fmt.Println(err)
		return
	}
	style := figure.Style{Labels: figure.TranslateLabels(func(name string) string {
		return map[string]string{"threshold": "Schwelle", "distance": "Abstand"}[name]
	})}
	svg, err := figure.Encode(figure.Histogram(classes, 0.65, style), ".svg")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.Contains(string(svg), "Schwelle 0.650"), strings.Contains(string(svg), "genuine (same person): 3 pairs"))
	// Output:
	// true true
}
