package train

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Choices are what a user chose, by the keys of the settings; what isn't there is the recipe's own.
type Choices map[string]string

// Why a choice is refused, beside ErrLengths.
var (
	ErrSolved = errors.New("nothing is trained where the head is solved in closed form")
	ErrUnused = errors.New("it would change nothing")
	ErrZero   = errors.New("it must be above 0")
	ErrValue  = errors.New("it takes no such value")
)

// ListSettings lists the settings that can be chosen, in their order.
func ListSettings() []Setting { return slices.Clone(settingsTable) }

// Check says why a text is no value of the setting: ErrValue, or ErrZero for a zero that should be more.
func (s Setting) Check(text string) error {
	_, err := s.parseValue(text)
	return err
}

func (s Setting) parseValue(text string) (settingValue, error) {
	switch s.Kind {
	case Word:
		if !slices.Contains(s.Words, text) {
			return settingValue{}, ErrValue
		}
		return settingValue{word: text}, nil
	case Whole:
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return settingValue{}, ErrValue
		}
		return settingValue{number: float64(n)}, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || !(v >= 0) || math.IsInf(v, 0):
		return settingValue{}, ErrValue
	case v == 0 && s.Kind == Positive:
		return settingValue{}, ErrZero
	}
	return settingValue{number: v}, nil
}

// Refuse says why the setting changes nothing there: ErrSolved or ErrUnused.
func (s Setting) Refuse(u Use) error {
	switch {
	case u.Settings.Epochs == 0:
		return ErrSolved
	case s.means != nil && !s.means(u):
		return fmt.Errorf("the setting %s is for %s: %w", s.Key, s.wanted, ErrUnused)
	}
	return nil
}

// PutInto puts the choices into settings.
func (c Choices) PutInto(s Settings) (Settings, error) {
	for _, setting := range settingsTable {
		text, given := c[setting.Key]
		if !given {
			continue
		}
		v, err := setting.parseValue(text)
		if err != nil {
			return s, fmt.Errorf("the setting %s can't be %q: %w", setting.Key, text, err)
		}
		setting.put(&s, v)
	}
	return s, nil
}
