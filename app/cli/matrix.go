package cli

import (
	"fmt"
	"strings"

	"siamface/model/verify"
)

// marks tell the verdicts apart in a table; a best match stands in brackets.
var marks = map[verify.Verdict]string{verify.Same: "=", verify.Unsure: "?", verify.Different: " "}

// sayMatrix prints the faces of both photos, the table of their distances, and the best matches.
func sayMatrix(t *terminal, all verify.Matrix) {
	for k, name := range []string{"A", "B"} {
		t.say("\nFaces of %s:", name)
		for i, f := range all.Faces[k] {
			t.say("  %s%d %s", name, i+1, describeFace(f.Box, f.Score, f.Quality, f.Main))
		}
	}
	sayDistances(t, all)
	if len(all.Best) == 0 {
		t.say("\nNo face of A matches one of B.")
		return
	}
	t.say("\nBest matches:")
	for _, m := range all.Best {
		word := "unsure"
		if m.Verdict == verify.Same {
			word = "the same person"
		}
		t.say("  A%d and B%d: %.3f, %s", m.A+1, m.B+1, m.Distance, word)
	}
}

// sayDistances prints the table.
func sayDistances(t *terminal, all verify.Matrix) {
	t.say("\nDistances (= the same person, ? unsure, in brackets the best matches):")
	best := map[[2]int]bool{}
	for _, m := range all.Best {
		best[[2]int{m.A, m.B}] = true
	}
	line := []string{"     "}
	for j := range all.Faces[1] {
		line = append(line, fmt.Sprintf("%-8s", fmt.Sprintf("   B%d", j+1)))
	}
	t.say("%s", strings.TrimRight(strings.Join(line, " "), " "))
	for i, row := range all.Distances {
		line = []string{fmt.Sprintf("%-5s", fmt.Sprintf("A%d", i+1))}
		for j, d := range row {
			cell := " %.3f%s "
			if best[[2]int{i, j}] {
				cell = "[%.3f%s]"
			}
			line = append(line, fmt.Sprintf(cell, d, marks[all.Verdicts[i][j]]))
		}
		t.say("%s", strings.TrimRight(strings.Join(line, " "), " "))
	}
}
