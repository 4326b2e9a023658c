package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// What report.json is, and in which version: of a training, or of an evaluation (see package report).
const (
	Format           = "siamface run 1"
	EvaluationFormat = "siamface report 1"
)

// errDamaged is a report that is no JSON document of the kind wanted, or says nothing of what it is.
var errDamaged = errors.New("it is damaged, or no report")

// CheckFormat says what a report is that is none of the wanted formats. The report of a training may have none: it is older than the
// formats' names.
func CheckFormat(report []byte, wanted ...string) error {
	var found struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(report, &found); err != nil {
		return errDamaged
	}
	kind := func(format string) string {
		if format == Format {
			return "the report of a training"
		}
		return "the report of an evaluation"
	}
	switch {
	case slices.Contains(wanted, found.Format) || found.Format == "" && slices.Contains(wanted, Format):
		return nil
	case found.Format == Format || found.Format == EvaluationFormat:
		return fmt.Errorf("it is %s, not %s", kind(found.Format), kind(wanted[0]))
	case strings.HasPrefix(found.Format, "siamface "):
		return fmt.Errorf("it has the format %q of another version of Siamface, and this one reads %q", found.Format, strings.Join(wanted, ", "))
	}
	return fmt.Errorf("its format, %q, is none of Siamface's", found.Format)
}
