import type { Ref, Repository } from '../rows.ts';
import type { Rule } from '../rows-people.ts';
import type { Site } from '../site.ts';
import { commitJson } from './commit.ts';
import { repositoryPage, repositoryUrl } from './urls.ts';

const rulesOf = (site: Site, repository: Repository, branch: string): Rule[] =>
  site.world.rules.where(rule => rule.repository === repository.id && rule.branch === branch);

const classic = (site: Site, repository: Repository, branch: string) =>
  rulesOf(site, repository, branch).find(rule => rule.ruleset === null);

const checksOf = (rule: Rule | undefined) => (rule?.checks ?? []).map(one => ({ context: one.context, app_id: one.app }));

/** Only classic protection is spelled out here; of rulesets it says no more than that there are some. */
export function branchJson(site: Site, repository: Repository, ref: Ref) {
  const name = ref.name.replace('refs/heads/', '');
  const rule = classic(site, repository, name);
  const url = `${repositoryUrl(site, repository)}/branches/${name}`;
  return {
    name,
    commit: commitJson(site, repository, ref.sha),
    _links: { self: url, html: `${repositoryPage(site, repository)}/tree/${name}` },
    protected: rulesOf(site, repository, name).length > 0,
    protection: {
      enabled: rule !== undefined,
      required_status_checks: {
        enforcement_level: rule && rule.checks.length > 0 ? 'non_admins' : 'off',
        contexts: checksOf(rule).map(one => one.context),
        checks: checksOf(rule),
      },
    },
    protection_url: `${url}/protection`,
  };
}

export function protectionJson(site: Site, repository: Repository, branch: string) {
  const rule = classic(site, repository, branch);
  if (!rule) return null;
  const url = `${repositoryUrl(site, repository)}/branches/${branch}/protection`;
  const checks = `${url}/required_status_checks`;
  return {
    url,
    ...(rule.checks.length === 0
      ? {}
      : {
          required_status_checks: {
            url: checks,
            strict: rule.strict,
            contexts: checksOf(rule).map(one => one.context),
            contexts_url: `${checks}/contexts`,
            checks: checksOf(rule),
          },
        }),
    ...(rule.reviews === 0
      ? {}
      : {
          required_pull_request_reviews: {
            url: `${url}/required_pull_request_reviews`,
            dismiss_stale_reviews: false,
            require_code_owner_reviews: false,
            required_approving_review_count: rule.reviews,
            require_last_push_approval: false,
          },
        }),
    enforce_admins: { url: `${url}/enforce_admins`, enabled: false },
    required_linear_history: { enabled: false },
    allow_force_pushes: { enabled: false },
    allow_deletions: { enabled: false },
  };
}

export function rulesJson(site: Site, repository: Repository, branch: string) {
  return rulesOf(site, repository, branch)
    .filter(rule => rule.ruleset !== null)
    .flatMap(rule => {
      const source = {
        ruleset_source_type: 'Repository' as const,
        ruleset_source: site.world.fullName(repository),
        ruleset_id: rule.id,
      };
      const checks = {
        type: 'required_status_checks' as const,
        parameters: {
          strict_required_status_checks_policy: rule.strict,
          do_not_enforce_on_create: false,
          required_status_checks: rule.checks.map(one => ({
            context: one.context,
            ...(one.app === null ? {} : { integration_id: one.app }),
          })),
        },
        ...source,
      };
      const reviews = {
        type: 'pull_request' as const,
        parameters: {
          required_approving_review_count: rule.reviews,
          dismiss_stale_reviews_on_push: false,
          require_code_owner_review: false,
          require_last_push_approval: false,
          required_review_thread_resolution: false,
        },
        ...source,
      };
      return [...(rule.checks.length > 0 ? [checks] : []), ...(rule.reviews > 0 ? [reviews] : [])];
    });
}
