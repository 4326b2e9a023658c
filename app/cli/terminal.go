package cli

import (
	"fmt"
	"io"
	"strings"

	"siamface/model/spelling"
)

// terminal is what a call of the command line writes to: results to stdout, everything else to stderr.
type terminal struct {
	stdout   *sticky
	stderr   io.Writer
	progress *progress
	exitCode int
	uncached bool // it was said that there are no caches
}

func newTerminal(stdout, stderr io.Writer) *terminal {
	return &terminal{stdout: &sticky{w: spelling.Cleaner(stdout)}, stderr: stderr, progress: newProgress(stderr)}
}

// say writes a line of the result.
func (t *terminal) say(format string, values ...any) {
	fmt.Fprintln(t.stdout, fillSentence(format, values...))
}

// fillSentence is Sprintf, but a sentence that ends with a name that has a full stop at its end, such as "Rose L.", has no second one.
func fillSentence(format string, values ...any) string {
	text := fmt.Sprintf(format, values...)
	if strings.HasSuffix(format, ".") && strings.HasSuffix(text, "..") && !strings.HasSuffix(text, "...") {
		return strings.TrimSuffix(text, ".")
	}
	return text
}

// remark writes a line that is no part of the result.
func (t *terminal) remark(format string, values ...any) {
	t.progress.closeBar()
	fmt.Fprintln(t.stderr, spelling.Clean(fillSentence(format, values...)))
}

// chooseSay is say, or remark where stdout is for a JSON document.
func (t *terminal) chooseSay(asJSON bool) func(format string, values ...any) {
	if asJSON {
		return t.remark
	}
	return t.say
}

// writeJSON writes the result as the one document that stdout then holds.
func (t *terminal) writeJSON(document any) error {
	return spelling.WriteJSON(t.stdout, document, "  ")
}

// sayUnread says why a photo of several could not be read; nil says nothing. The call has failed then, though the others have their answers.
func (t *terminal) sayUnread(cause error) {
	if cause != nil {
		t.remark("siamface: %s", endSentence(cause))
		t.exitCode = exitFailed
	}
}

// sticky remembers the first error of a writer, so that not every line of text needs a check.
type sticky struct {
	w   io.Writer
	err error
}

func (s *sticky) Write(data []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.w.Write(data)
	s.err = err
	return n, err
}
