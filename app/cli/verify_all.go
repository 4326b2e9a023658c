package cli

import (
	"fmt"
	"strings"

	"siamface/model/verify"
)

// marks tell the verdicts apart in a table; a best match stands in brackets.
var marks = map[verify.Verdict]string{verify.Same: "=", verify.Unsure: "?", verify.Different: " "}

// sayMatrix prints the faces of both photos, the table of their distances, and the best matches.
func (p *program) sayMatrix(all verify.Matrix) {
	for k, name := range []string{"A", "B"} {
		p.say("\nFaces of %s:", name)
		for i, f := range all.Faces[k] {
			p.say("  %s%d %s", name, i+1, faceWords(f.Box, f.Score, f.Quality, f.Main))
		}
	}
	p.sayDistances(all)
	if len(all.Best) == 0 {
		p.say("\nNo face of A matches one of B.")
		return
	}
	p.say("\nBest matches:")
	for _, m := range all.Best {
		word := "unsure"
		if m.Verdict == verify.Same {
			word = "the same person"
		}
		p.say("  A%d and B%d: %.3f, %s", m.A+1, m.B+1, m.Distance, word)
	}
}

// sayDistances prints the table.
func (p *program) sayDistances(all verify.Matrix) {
	p.say("\nDistances (= the same person, ? unsure, in brackets the best matches):")
	best := map[[2]int]bool{}
	for _, m := range all.Best {
		best[[2]int{m.A, m.B}] = true
	}
	line := []string{"     "}
	for j := range all.Faces[1] {
		line = append(line, fmt.Sprintf("%-8s", fmt.Sprintf("   B%d", j+1)))
	}
	p.say("%s", strings.TrimRight(strings.Join(line, " "), " "))
	for i, row := range all.Distances {
		line = []string{fmt.Sprintf("%-5s", fmt.Sprintf("A%d", i+1))}
		for j, d := range row {
			cell := " %.3f%s "
			if best[[2]int{i, j}] {
				cell = "[%.3f%s]"
			}
			line = append(line, fmt.Sprintf(cell, d, marks[all.Verdicts[i][j]]))
		}
		p.say("%s", strings.TrimRight(strings.Join(line, " "), " "))
	}
}
