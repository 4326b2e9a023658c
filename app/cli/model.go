package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"siamface/model/face"
	"siamface/model/recipes"
	"siamface/model/tower"
)

// addModel adds the flag of a model's file; without says what happens without one.
func addModel(cmd *cobra.Command, to *string, without string) {
	cmd.Flags().StringVar(to, "model", "", "the model `FILE`, such as run/model.safetensors ("+without+")")
}

// loadModel loads a model file; without one, the untrained recipe face, which computes on the processor.
func loadModel(ctx context.Context, t *terminal, path, device string) (*tower.Model, error) {
	if path != "" {
		return recipes.Load(ctx, path, device)
	}
	sayUnusedDevice(t, device)
	m, err := recipes.Untrained(ctx)
	if errors.Is(err, face.ErrMissing) {
		err = fmt.Errorf("%w; or give a model with --model", err)
	}
	return m, err
}

// releaseModel frees a model, even after ctx has ended. What isn't freed ends with the process.
func releaseModel(ctx context.Context, m *tower.Model) { _ = m.Release(context.WithoutCancel(ctx)) }

// addWeights adds the flag of a file of pretrained weights; when, which may be empty, stands before its help.
func addWeights(cmd *cobra.Command, to *string, when string) {
	cmd.Flags().StringVar(to, "weights", "", when+"a `FILE` of ImageNet weights (.safetensors or .pth), for "+listWeightRecipes())
}

// listWeightRecipes names the recipes that take pretrained weights.
func listWeightRecipes() string {
	names := slices.DeleteFunc(recipes.Names(), func(name string) bool {
		recipe, err := recipes.Find(name)
		return err != nil || !recipe.TakesWeights()
	})
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// checkRecipe refuses weights and epochs for a recipe that takes none; "" is the default one.
func checkRecipe(name, weights string, epochs int) error {
	recipe, err := recipes.Find(name)
	switch {
	case err != nil:
		return err
	case weights != "" && !recipe.TakesWeights():
		return usagef("the recipe %s takes no --weights; add --recipe %s", recipe.Name, listWeightRecipes())
	case recipe.Solved() && epochs > 0:
		return usagef("the recipe %s is solved in closed form and takes no --epochs", recipe.Name)
	}
	return nil
}
