package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// passphraseVariable is the environment variable that may hold a gallery's passphrase.
const passphraseVariable = "SIAMFACE_PASSPHRASE"

// passphrase is that of an encrypted gallery.
type passphrase struct {
	*terminal
	where string // the gallery
	file  string // whose first line it is; "" for none
}

func addPassphrase(c *cobra.Command, file *string) {
	c.Flags().StringVar(file, "passphrase-file", "", "a `FILE` whose first line is the passphrase of an encrypted gallery")
}

// read takes a passphrase from where one is given, or asks.
func (p *passphrase) read(again bool) (string, error) {
	if p.file != "" {
		data, err := os.ReadFile(p.file)
		if err != nil {
			return "", fmt.Errorf("can't read the passphrase: %w", err)
		}
		line, _, _ := bytes.Cut(data, []byte("\n"))
		return string(bytes.TrimRight(line, "\r")), nil
	}
	if text := os.Getenv(passphraseVariable); text != "" {
		return text, nil
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return "", fmt.Errorf("the gallery %s needs a passphrase: give it by --passphrase-file or %s", showName(p.where), passphraseVariable)
	}
	first, err := p.ask("Passphrase of " + showName(p.where) + ": ")
	if err != nil || !again {
		return first, err
	}
	second, err := p.ask("The same again: ")
	if err == nil && first != second {
		err = errors.New("the two passphrases differ")
	}
	return first, err
}

func (p *passphrase) ask(says string) (string, error) {
	fmt.Fprint(p.stderr, says)
	defer fmt.Fprintln(p.stderr)
	text, err := term.ReadPassword(int(os.Stdin.Fd()))
	return string(text), err
}
