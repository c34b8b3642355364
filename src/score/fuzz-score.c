/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a unit file, with placeholders or not, scored by the rules of each version. What must hold: lines stay
 * where they are, no row is worse than its range, the whole is between nothing and all, and what is offered buys
 * something. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "input/internal.h"
#include "score/advice.h"
#include "unit/trigger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)           \
        do {                      \
                if (!(condition)) \
                        abort();  \
        } while (0)

static void check_score(const Config *config, unsigned systemd, bool user, bool online)
{
        g_autoptr(Score) score = score_config(config, systemd, user, online);
        MUST(score->tenths <= 100 && score->cost_sum <= score->weight_sum);
        for (unsigned row = 0; row < score_row_count; row++)
                MUST(score->badness[row] >= -1 && score->badness[row] <= (int)score_rows[row].range);
        g_autoptr(ScoreAdvice) advice = score_advice_new(systemd, user);
        ScoreOffer offers[3];
        unsigned count = score_offers(advice, config, score, online, offers, G_N_ELEMENTS(offers));
        for (unsigned i = 0; i < count; i++)
                MUST(offers[i].gain > 0 && (i == 0 || offers[i].gain <= offers[i - 1].gain));
        DirectiveId by;
        bool counted;
        (void)score_implied(config, score, score->cost_sum % MAX(score_row_count, 1), user, &by, &counted);
}

static void check_placeholders(const uint8_t *data, size_t size, DiagList *diags)
{
        g_autofree char *text = g_malloc(size + 1);
        if (size > 0)
                memcpy(text, data, size);
        text[size] = '\0';
        placeholders_replace("fuzz.service.in", text, size, diags);
        for (size_t i = 0; i < size; i++)
                MUST(text[i] == (char)data[i] || data[i] == '@');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const unsigned versions[] = {252, 257, 262};
        g_autoptr(DiagList) diags = diag_list_new();
        check_placeholders(data, size, diags);
        UnitFile *file = unit_file_parse("fuzz.service", (const char *)data, size, diags);
        g_autoptr(UnitView) view = unit_load_parsed("fuzz@x.service", NULL, file, NULL, NULL, diags);
        unsigned systemd = versions[size % G_N_ELEMENTS(versions)];
        g_autoptr(Config) config = unit_view_to_config_for(view, systemd);
        check_score(config, systemd, size % 2, size % 5 < 3);
        MUST(!unit_view_loads_in(view, systemd) || view->state == UNIT_LOADED);
        g_autofree char *said = diag_list_to_string(diags);
        MUST(said);
        return 0;
}
