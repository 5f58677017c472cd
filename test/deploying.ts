/** A workflow that deploys in three steps, for worlds in which it only has to run. */
export const deployWorkflow = (environments: readonly string[]): string => `name: Deploy
run-name: Deploy to \${{ inputs.environment }} (\${{ inputs.shipmate }})
on:
  workflow_dispatch:
    inputs:
      environment: { type: choice, options: [${environments.join(', ')}], required: true }
      sha: { required: true }
      shipmate:
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: { name: '\${{ inputs.environment }}', deployment: false }
    steps:
      - { name: build, run: ./build }
      - { name: migrate, run: ./migrate }
      - { name: restart, run: ./restart }
`;
